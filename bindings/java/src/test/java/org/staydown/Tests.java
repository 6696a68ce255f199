package org.staydown;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;

/** Runs every static method without arguments of the classes of tests. Argument: a folder to write in. */
final class Tests {
    private static final List<Class<?>> CLASSES = List.of(
            PictureTests.class,
            HashTests.class,
            JsonTests.class,
            IndexTests.class,
            MatcherTests.class,
            MisuseTests.class,
            ThreadTests.class,
            MemoryTests.class);

    private static int failed;
    private static int run;

    private Tests() {}

    public static void main(String[] arguments) throws Exception {
        Given.inFolder(arguments[0]);
        for (Class<?> tests : CLASSES) {
            List<Method> methods = Arrays.stream(tests.getDeclaredMethods()).filter(Tests::isTest).toList();
            if (methods.isEmpty()) {
                throw new AssertionError(tests + " has no test");
            }
            for (Method method : methods) {
                run(method);
            }
        }
        System.out.printf("java: %d tests, %d checks, %d failed%n", run, Check.count(), failed);
        System.exit(failed == 0 ? 0 : 1);
    }

    private static boolean isTest(Method method) {
        int modifiers = method.getModifiers();
        boolean open = Modifier.isStatic(modifiers) && !Modifier.isPrivate(modifiers) && !method.isSynthetic();
        return open && method.getParameterCount() == 0;
    }

    private static void run(Method test) throws IllegalAccessException {
        run++;
        try {
            test.invoke(null);
        } catch (InvocationTargetException error) {
            failed++;
            System.err.println("FAILED " + test.getDeclaringClass().getSimpleName() + "." + test.getName());
            error.getCause().printStackTrace();
        }
    }
}
