package dev.goroutine.it.jpa;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

@Entity
class Book {

	@Id
	@GeneratedValue
	private @Nullable Long id;

	private @Nullable String title;

	protected Book() {
	}

	Book(String title) {
		this.title = title;
	}

	@Nullable Long getId() {
		return this.id;
	}

	@Nullable String getTitle() {
		return this.title;
	}

}
