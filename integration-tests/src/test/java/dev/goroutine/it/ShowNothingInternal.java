package dev.goroutine.it;

import java.util.HashSet;
import java.util.Set;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/**
 * No supertype, and no type in the signature of a public or protected member, is
 * internal, be it as a type argument.
 */
final class ShowNothingInternal extends ArchCondition<JavaClass> {

	ShowNothingInternal() {
		super("show nothing internal");
	}

	@Override
	public void check(JavaClass type, ConditionEvents events) {
		Set<JavaClass> superTypes = new HashSet<>(type.getAllRawInterfaces());
		superTypes.addAll(type.getAllRawSuperclasses());
		for (JavaClass superType : superTypes) {
			check(type, superType, type.getName(), events);
		}
		for (JavaMember member : type.getMembers()) {
			if (member.getModifiers().contains(JavaModifier.PUBLIC)
					|| member.getModifiers().contains(JavaModifier.PROTECTED)) {
				for (JavaClass shown : shownBy(member)) {
					check(type, shown, member.getFullName(), events);
				}
			}
		}
	}

	private static Set<JavaClass> shownBy(JavaMember member) {
		Set<JavaClass> shown = new HashSet<>();
		switch (member) {
			case JavaField field -> add(field.getType(), shown);
			case JavaCodeUnit unit -> {
				add(unit.getReturnType(), shown);
				unit.getParameterTypes().forEach((parameter) -> add(parameter, shown));
				unit.getExceptionTypes().forEach((exception) -> add(exception, shown));
			}
			default -> throw new IllegalStateException("Unknown member " + member);
		}
		return shown;
	}

	private static void add(JavaType type, Set<JavaClass> shown) {
		shown.addAll(type.getAllInvolvedRawTypes());
	}

	private static void check(JavaClass type, JavaClass shown, String where, ConditionEvents events) {
		boolean internal = shown.getPackageName().startsWith("dev.goroutine.internal");
		events.add(new SimpleConditionEvent(type, !internal, where + " shows " + shown.getName()));
	}

}
