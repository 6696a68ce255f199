package org.staydown;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Many threads use one index and one matcher. */
final class ThreadTests {
    private static final int THREADS = 8;

    private ThreadTests() {}

    /** Eight threads ask while another builds, opens, closes, withdraws what is listed and refreshes. */
    static void asking() throws Exception {
        Path path = Given.index();
        Path catalogue = Given.catalogue();
        byte[] none = Given.read("tests/data/vectors/README.md");
        Hash listed = Hash.parse(Given.vectors("pictures").get(0).get("pdq").getAsString());
        try (Index index = Index.open(path);
                Matcher matcher = Matcher.open(catalogue)) {
            List<Future<Void>> all = start(() -> {
                Verdict.Action last = Verdict.Action.BLOCK;
                for (int round = 0; round < 20; round++) {
                    Verdict.Action now = matcher.check(listed, 90).action();
                    Check.yes(now == last || now == Verdict.Action.ALLOW);
                    last = now;
                    IndexTests.findsAll(index);
                    Check.equal("cannot-tell", matcher.check(none).why());
                }
                return null;
            });
            for (int round = 0; round < 100; round++) {
                Index.build(path, Given.entries());
                if (round == 10) {
                    Check.equal(Verdict.Action.BLOCK, matcher.check(listed, 90).action());
                    Given.withdraw(catalogue, 1);
                }
                matcher.refresh();
                Check.equal(round >= 10, matcher.check(listed, 90).action() == Verdict.Action.ALLOW);
                Index.open(path, Index.Mode.MEMORY).close();
            }
            for (Future<Void> one : all) {
                one.get();
            }
        }
    }

    /** Every answer is right until the index is closed under the threads, and {@code closed-handle} then. */
    static void closing() throws Exception {
        JsonObject vector = Given.vectors("index", "within").get(0);
        Hash hash = Given.hash(vector);
        List<Hit> wanted = Given.hits(vector);
        Path path = Given.index();
        for (int round = 0; round < 50; round++) {
            Index index = Index.open(path);
            AtomicBoolean closed = new AtomicBoolean();
            CountDownLatch answered = new CountDownLatch(THREADS);
            List<Future<Void>> all = start(() -> {
                try {
                    while (!closed.get()) {
                        Check.equal(wanted, index.within(hash, 0));
                        Check.equal(List.of(wanted), index.withinBatch(List.of(hash), 0));
                        answered.countDown();
                    }
                } catch (StaydownException error) {
                    Check.equal("closed-handle", error.status());
                } finally {
                    answered.countDown();
                }
                Check.fails("closed-handle", () -> index.within(hash, 0));
                return null;
            });
            answered.await();
            index.close();
            closed.set(true);
            for (Future<Void> one : all) {
                one.get();
            }
        }
    }

    private static List<Future<Void>> start(Callable<Void> work) {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<Void>> all = new ArrayList<>();
        for (int at = 0; at < THREADS; at++) {
            all.add(threads.submit(work));
        }
        threads.shutdown();
        return all;
    }
}
