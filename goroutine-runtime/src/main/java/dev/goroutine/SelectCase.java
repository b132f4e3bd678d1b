package dev.goroutine;

import org.jspecify.annotations.Nullable;

/**
 * A case of a {@link Select}: what may happen, and what is to be done then. Cases come
 * from {@link ReceiveChan#onReceive}, {@link SendChan#onSend}, {@link Select#onDefault}
 * and {@link Select#onTimeout}. A case does not change and may be used in any number of
 * selects.
 *
 * @param <R> the type of the select's result
 */
public sealed interface SelectCase<R extends @Nullable Object>
		permits Select.Communication, Select.Default, Select.Timeout {

}
