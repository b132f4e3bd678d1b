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
 * Whether the caller's stack has room for what must not stop half-way. Go does such
 * things on a stack of the M's own, {@code systemstack}; here they run on that of the
 * goroutine, which may be about to overflow. A P that is in a frame's hand only is gone
 * with the frame, and an element that is half in a queue stops the queue.
 * <p>
 * The look has to reach as far whether it is compiled or not, as it may be compiled
 * before what it stands for is. So it calls a method that does nothing, with so many
 * local variables that its frame is large. Compiled it has none of them; but at its entry
 * HotSpot looks for the room, in whole pages, that the interpreter's frame would take,
 * since the interpreter may have to go on with it. No Java compiler writes such a method
 * without a name for each variable, hence the bytecode.
 */
public final class StackRoom {

	/**
	 * 16 KiB. The interpreter takes 1.5 to add to a queue and 1.9 to create and start an
	 * M; the rest is for what is linked at its first call.
	 */
	private static final int SLOTS = 2048;

	/** A longer method is never inlined, whose entry would be that of another one. */
	private static final int MAX_INLINE_SIZE = 325;

	private static final MethodHandle LARGE_FRAME = largeFrame();

	private StackRoom() {
	}

	/**
	 * Tries it.
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
		// Somewhere it must be possible for the interpreter to go on.
		Label end = code.newLabel();
		code.iload(0).ifeq(end).aconst_null().athrow();
		code.labelBinding(end).return_();
	}

}
