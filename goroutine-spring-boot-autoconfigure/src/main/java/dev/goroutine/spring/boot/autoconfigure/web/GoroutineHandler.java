package dev.goroutine.spring.boot.autoconfigure.web;

import java.util.concurrent.Executor;

import dev.goroutine.Goroutine;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Has goroutines handle the requests that Jetty reads on a thread of its pool. That is
 * rare: after a response that was completed asynchronously Jetty goes on with the
 * connection on such a thread, and handles there what has arrived by then.
 */
final class GoroutineHandler extends Handler.Wrapper {

	private final Executor executor;

	GoroutineHandler(Executor executor) {
		this.executor = executor;
	}

	@Override
	public boolean handle(Request request, Response response, Callback callback) throws Exception {
		if (Goroutine.current() != null) {
			return super.handle(request, response, callback);
		}
		this.executor.execute(() -> handleOrFail(request, response, callback));
		return true;
	}

	/** Handles the request or answers for it: no caller is left to do so. */
	private void handleOrFail(Request request, Response response, Callback callback) {
		try {
			if (!super.handle(request, response, callback)) {
				Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
			}
		}
		catch (Throwable ex) {
			Response.writeError(request, response, callback, ex);
		}
	}

}
