package dev.goroutine.it.whole;

import dev.goroutine.Goroutine;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.Transient;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the goroutine on which it was read.
 */
@Entity
class Item {

	@Id
	@GeneratedValue
	private @Nullable Long id;

	private @Nullable String title;

	@Transient
	private @Nullable String goroutine;

	protected Item() {
	}

	Item(String title) {
		this.title = title;
	}

	@PostLoad
	void loaded() {
		Goroutine<?> current = Goroutine.current();
		this.goroutine = (current != null) ? current.name() : null;
	}

	@Nullable Long getId() {
		return this.id;
	}

	@Nullable String getTitle() {
		return this.title;
	}

	@Nullable String readOn() {
		return this.goroutine;
	}

}
