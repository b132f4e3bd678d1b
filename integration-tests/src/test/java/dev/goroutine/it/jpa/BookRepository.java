package dev.goroutine.it.jpa;

import java.util.List;

import org.springframework.data.repository.CrudRepository;

interface BookRepository extends CrudRepository<Book, Long> {

	List<Book> findByTitle(String title);

}
