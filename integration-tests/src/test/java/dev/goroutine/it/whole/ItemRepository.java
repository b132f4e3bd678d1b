package dev.goroutine.it.whole;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import dev.goroutine.spring.Go;

import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.CrudRepository;
import org.springframework.transaction.annotation.Transactional;

interface ItemRepository extends CrudRepository<Item, Long> {

	List<Item> findByTitle(String title);

	@Go
	CompletableFuture<List<Item>> readByTitle(String title);

	@Go(timeout = "60s")
	Future<Item> getByTitle(String title);

	@Go
	@Transactional
	@Modifying
	@Query("delete from Item item where item.title = ?1")
	void removeByTitle(String title);

}
