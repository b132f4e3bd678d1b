package dev.goroutine.internal.jdk;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A container in which virtual threads are started, so that thread dumps find them. It
 * wraps a subclass of the JDK's {@code jdk.internal.vm.ThreadContainer} that asks for its
 * threads when a dump is made, and does not refer to them otherwise.
 * <p>
 * The JDK's own containers refer to every thread until it ends. In them a thread that
 * nothing can wake any more would never become garbage.
 */
public final class ThreadContainer {

	/** The JVM flag that opens the package that containers need. */
	public static final String FLAG = "--add-opens=java.base/jdk.internal.vm=ALL-UNNAMED";

	/**
	 * Whether that package was opened by the user. It is read before this library may
	 * open the package itself.
	 */
	private static final boolean PACKAGE_IS_OPEN = Object.class.getModule()
		.isOpen("jdk.internal.vm", ThreadContainer.class.getModule());

	/** The JDK's container. */
	private final Object container;

	/**
	 * Creates a container. The JDK knows it as long as this object or a thread in it is
	 * reachable. {@link VirtualThreads#open} must have succeeded before.
	 * @param name its name in dumps
	 * @param threads gives the threads in it that are alive, for dumps; any thread may
	 * call it at any time
	 * @throws ClosedJdkException if the internals of this JDK are not those of JDK 25
	 */
	public ThreadContainer(String name, Supplier<Stream<Thread>> threads) {
		try {
			this.container = (Object) Handles.NEW_CONTAINER.invokeExact(name, threads);
			Object ignored = (Object) Handles.REGISTER.invokeExact(this.container);
		}
		catch (ExceptionInInitializerError | NoClassDefFoundError ex) {
			throw VirtualThreads.unknownJdk(ex);
		}
		catch (Throwable ex) {
			throw VirtualThreads.unchecked(ex);
		}
	}

	/**
	 * Whether containers may be used.
	 * @param strict whether the package must have been opened by the user
	 * @return whether they may
	 */
	public static boolean isAllowed(boolean strict) {
		return !strict || PACKAGE_IS_OPEN;
	}

	/**
	 * Checks that containers may be used.
	 * @param strict whether the package must have been opened by the user
	 * @throws ClosedJdkException if they may not
	 */
	public static void require(boolean strict) {
		if (!isAllowed(strict)) {
			throw new ClosedJdkException("java.base/jdk.internal.vm is not open to " + ThreadContainer.class.getModule()
					+ ", which leak detection takes, and jdk-access is strict: start the JVM with " + FLAG
					+ ", or switch leak detection off", null, "jdk.internal.vm");
		}
	}

	/**
	 * Starts a thread in this container. Virtual threads that the thread starts itself
	 * are not in the container.
	 * @param thread a thread from {@link VirtualThreads#unstarted}
	 */
	public void start(Thread thread) {
		try {
			Handles.START.invokeExact(thread, this.container);
		}
		catch (Throwable ex) {
			throw VirtualThreads.unchecked(ex);
		}
	}

	/**
	 * A class of its own, so that the handles are created after
	 * {@link VirtualThreads#open}.
	 */
	private static final class Handles {

		static final MethodHandle NEW_CONTAINER;

		static final MethodHandle REGISTER;

		static final MethodHandle START;

		static {
			try {
				Class<?> base = Class.forName("jdk.internal.vm.ThreadContainer");
				Class<?> registry = Class.forName("jdk.internal.vm.ThreadContainers");
				MethodHandles.Lookup lookup = VirtualThreads.lookupIn(base);
				Class<?> type = Subclass.define(lookup, base);
				NEW_CONTAINER = lookup
					.findConstructor(type, MethodType.methodType(void.class, String.class, Supplier.class))
					.asType(MethodType.methodType(Object.class, String.class, Supplier.class));
				REGISTER = lookup.findStatic(registry, "registerContainer", MethodType.methodType(Object.class, base))
					.asType(MethodType.methodType(Object.class, Object.class));
				START = VirtualThreads.lookupIn(Thread.class)
					.findVirtual(Thread.class, "start", MethodType.methodType(void.class, base))
					.asType(MethodType.methodType(void.class, Thread.class, Object.class));
			}
			catch (ReflectiveOperationException ex) {
				throw new ExceptionInInitializerError(ex);
			}
		}

	}

	/**
	 * The subclass of the JDK's class. It is written as bytecode, because javac does not
	 * see the JDK's class. In Java it would be: <pre class="code">
	 * public final class GoroutineContainer extends ThreadContainer {
	 *
	 *     private final String name;
	 *     private final Supplier threads;
	 *
	 *     public GoroutineContainer(String name, Supplier threads) {
	 *         super(true); // it has no owner
	 *         this.name = name;
	 *         this.threads = threads;
	 *     }
	 *
	 *     public String name() {
	 *         return this.name;
	 *     }
	 *
	 *     public Stream threads() {
	 *         return (Stream) this.threads.get();
	 *     }
	 *
	 * }
	 * </pre>
	 */
	private static final class Subclass {

		private static final String NAME = "jdk.internal.vm.GoroutineContainer";

		private static final ClassDesc SELF = ClassDesc.of(NAME);

		private static final ClassDesc SUPPLIER = Supplier.class.describeConstable().orElseThrow();

		private static final ClassDesc STREAM = Stream.class.describeConstable().orElseThrow();

		static Class<?> define(MethodHandles.Lookup lookup, Class<?> base)
				throws ClassNotFoundException, IllegalAccessException {
			try {
				return lookup.defineClass(bytes(base.describeConstable().orElseThrow()));
			}
			catch (LinkageError ex) {
				// A copy of this library, in another class loader, has defined it
				// already.
				return Class.forName(NAME, true, null);
			}
		}

		private static byte[] bytes(ClassDesc base) {
			return ClassFile.of().build(SELF, (type) -> {
				type.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL).withSuperclass(base);
				type.withField("name", ConstantDescs.CD_String, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL);
				type.withField("threads", SUPPLIER, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL);
				constructor(type, base);
				type.withMethodBody("name", MethodTypeDesc.of(ConstantDescs.CD_String), ClassFile.ACC_PUBLIC,
						(code) -> code.aload(0).getfield(SELF, "name", ConstantDescs.CD_String).areturn());
				type.withMethodBody("threads", MethodTypeDesc.of(STREAM), ClassFile.ACC_PUBLIC,
						(code) -> code.aload(0)
							.getfield(SELF, "threads", SUPPLIER)
							.invokeinterface(SUPPLIER, "get", MethodTypeDesc.of(ConstantDescs.CD_Object))
							.checkcast(STREAM)
							.areturn());
			});
		}

		private static void constructor(ClassBuilder type, ClassDesc base) {
			type.withMethodBody(ConstantDescs.INIT_NAME,
					MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String, SUPPLIER), ClassFile.ACC_PUBLIC,
					(code) -> code.aload(0)
						.iconst_1()
						.invokespecial(base, ConstantDescs.INIT_NAME,
								MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_boolean))
						.aload(0)
						.aload(1)
						.putfield(SELF, "name", ConstantDescs.CD_String)
						.aload(0)
						.aload(2)
						.putfield(SELF, "threads", SUPPLIER)
						.return_());
		}

	}

}
