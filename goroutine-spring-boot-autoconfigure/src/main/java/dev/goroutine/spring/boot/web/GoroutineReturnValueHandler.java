package dev.goroutine.spring.boot.web;

import java.util.concurrent.CompletionException;

import dev.goroutine.Goroutine;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncUtils;
import org.springframework.web.method.support.AsyncHandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Lets controllers of Spring MVC return a {@link Goroutine}: its value is taken for what
 * the method returns, its failure for what the method throws. A request that times out or
 * fails cancels the goroutine and interrupts it, as it does for a {@code Callable}.
 */
public final class GoroutineReturnValueHandler implements AsyncHandlerMethodReturnValueHandler {

	/**
	 * Creates the handler.
	 */
	public GoroutineReturnValueHandler() {
	}

	@Override
	public boolean supportsReturnType(MethodParameter returnType) {
		return Goroutine.class.isAssignableFrom(returnType.getParameterType());
	}

	@Override
	public boolean isAsyncReturnValue(@Nullable Object returnValue, MethodParameter returnType) {
		return returnValue instanceof Goroutine;
	}

	@Override
	public void handleReturnValue(@Nullable Object returnValue, MethodParameter returnType,
			ModelAndViewContainer mavContainer, NativeWebRequest webRequest) throws Exception {
		if (returnValue == null) {
			mavContainer.setRequestHandled(true);
			return;
		}
		WebAsyncUtils.getAsyncManager(webRequest)
			.startDeferredResultProcessing(new Result((Goroutine<?>) returnValue), mavContainer);
	}

	/**
	 * The request's result. Once the request has been given up, the end of the goroutine
	 * is no result of it any more: Spring answers.
	 */
	private static final class Result extends DeferredResult<Object> {

		private volatile boolean givenUp;

		Result(Goroutine<?> goroutine) {
			onTimeout(() -> giveUp(goroutine));
			onError((failure) -> giveUp(goroutine));
			goroutine.toCompletableFuture().whenComplete(this::ended);
		}

		private void giveUp(Goroutine<?> goroutine) {
			this.givenUp = true;
			goroutine.cancel(true);
		}

		private void ended(@Nullable Object value, @Nullable Throwable failure) {
			if (this.givenUp) {
				return;
			}
			if (failure == null) {
				setResult(value);
			}
			else {
				Throwable cause = failure.getCause();
				setErrorResult((failure instanceof CompletionException && cause != null) ? cause : failure);
			}
		}

	}

}
