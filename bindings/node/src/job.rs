//! Work that a promise stands for.

use napi::bindgen_prelude::{AsyncTask, ToNapiValue, TypeName};
use napi::{Env, Task};

use crate::error::{Answer, Failure, guarded};

/// Work for a thread of Node's pool. It owns all that it reads.
pub(crate) struct Job<T>(Option<Box<dyn FnOnce() -> Answer<T> + Send>>);

/// A promise of what the work gives.
pub(crate) type Promised<T> = AsyncTask<Job<T>>;

/// Hands work to a thread of Node's pool.
pub(crate) fn promised<T>(work: impl FnOnce() -> Answer<T> + Send + 'static) -> Promised<T>
where
    T: ToNapiValue + TypeName + Send + 'static,
{
    AsyncTask::new(Job(Some(Box::new(work))))
}

impl<T: ToNapiValue + TypeName + Send + 'static> Task for Job<T> {
    type Output = Answer<T>;
    type JsValue = T;

    fn compute(&mut self) -> napi::Result<Answer<T>> {
        let done_before = || Failure::argument("this was done before");
        Ok(guarded(|| self.0.take().ok_or_else(done_before)?()))
    }

    fn resolve(&mut self, env: Env, answer: Answer<T>) -> napi::Result<T> {
        answer.map_err(|failure| failure.rejection(env))
    }
}
