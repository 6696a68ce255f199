//! What a library for Node has to be linked with.

fn main() {
    napi_build::setup();
}
