package dev.goroutine.spring.boot.autoconfigure.web;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;

/**
 * Says that goroutines have precedence where an application asks for virtual threads as
 * well.
 */
final class VirtualThreadsNotice {

	private static final Log logger = LogFactory.getLog(VirtualThreadsNotice.class);

	private VirtualThreadsNotice() {
	}

	static void logIfNeeded(Environment environment, String server) {
		if (Threading.VIRTUAL.isActive(environment)) {
			logger.info(server + " handles requests on goroutines: goroutine.web.enabled has precedence over "
					+ "spring.threads.virtual.enabled, which holds for everything else");
		}
	}

}
