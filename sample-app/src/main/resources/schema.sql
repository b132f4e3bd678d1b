create table orders (
	id bigint generated always as identity primary key,
	sku varchar(64) not null,
	quantity int not null,
	placed_at timestamp with time zone not null
);

create table audit (
	order_id bigint primary key,
	goroutine varchar(100) not null
);
