/**
 * Makes an element. Texts are set as texts, so that no name or stack can be markup.
 */
export function element(tag, attributes = {}, ...children) {
	const made = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		made.setAttribute(name, value);
	}
	made.append(...children);
	return made;
}

/** Sets a text only if it differs, so that selections and screen readers are left in peace. */
export function setText(target, text) {
	if (target.textContent !== text) {
		target.textContent = text;
	}
}

/**
 * Makes the children of an element show these items, in this order. Each child stays the same element as long
 * as its item has the same key, and so keeps the focus.
 */
export function show(parent, items, key, create, update) {
	const known = new Map(Array.from(parent.children, child => [child.dataset.key, child]));
	let position = parent.firstElementChild;
	for (const item of items) {
		const name = String(key(item));
		let child = known.get(name);
		known.delete(name);
		if (!child) {
			child = create(item);
			child.dataset.key = name;
		}
		if (child === position) {
			position = position.nextElementSibling;
		}
		else {
			parent.insertBefore(child, position);
		}
		update(child, item);
	}
	known.forEach(child => child.remove());
}
