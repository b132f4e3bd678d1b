package dev.goroutine.internal.base;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;

/**
 * Tells whether the caller's stack has room for work that must not stop half-way. Go does
 * such work on a stack of the M's own, {@code systemstack}. Here it runs on the stack of
 * the goroutine, which may be about to overflow. A P that only a frame holds is gone with
 * the frame, and an element that is half in a queue stops the queue.
 * <p>
 * The test has to reach as far whether it is compiled or not, as it may be compiled
 * before the code that it stands for. So it calls a method that does nothing, with so
 * many local variables that its frame is large. The compiled method has none of them. But
 * at its entry HotSpot looks for the room, in whole pages, that the interpreter's frame
 * would take, since the interpreter may have to go on with it. No Java compiler writes
 * such a method without a name for each variable, hence the bytecode.
 */
public final class StackRoom {

	/**
	 * Local variables of 16 KiB. The interpreter takes 1.5 KiB to add to a queue and 1.9
	 * KiB to create and start an M; the rest is for code that is linked at its first
	 * call.
	 */
	private static final int SLOTS = 2048;

	/**
	 * A longer method is never inlined. Inlined, it would have the entry of another
	 * method.
	 */
	private static final int MAX_INLINE_SIZE = 325;

	private static final MethodHandle LARGE_FRAME = largeFrame();

	private StackRoom() {
	}

	/**
	 * Tests the stack.
	 * @return whether there is room
	 */
	public static boolean isThere() {
		try {
			LARGE_FRAME.invokeExact(false);
			return true;
		}
		catch (StackOverflowError ex) {
			return false;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static MethodHandle largeFrame() {
		Lookup lookup = MethodHandles.lookup();
		MethodTypeDesc descriptor = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_boolean);
		byte[] bytes = ClassFile.of()
			.build(ClassDesc.of(StackRoom.class.getName() + "$LargeFrame"), (type) -> type.withMethodBody("largeFrame",
					descriptor, ClassFile.ACC_STATIC, StackRoom::writeLargeFrame));
		try {
			Lookup hidden = lookup.defineHiddenClass(bytes, true);
			return hidden.findStatic(hidden.lookupClass(), "largeFrame",
					MethodType.methodType(void.class, boolean.class));
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private static void writeLargeFrame(CodeBuilder code) {
		code.iconst_0().istore(SLOTS - 1);
		for (int i = 0; i <= MAX_INLINE_SIZE; i++) {
			code.nop();
		}
		// There must be a place where the interpreter may have to go on.
		Label end = code.newLabel();
		code.iload(0).ifeq(end).aconst_null().athrow();
		code.labelBinding(end).return_();
	}

}
