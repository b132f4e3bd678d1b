package dev.goroutine.spring.boot.autoconfigure;

import dev.goroutine.spring.boot.actuate.GoroutineInfoContributor;
import dev.goroutine.spring.runtime.GoRuntimes;

import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorFallback;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the
 * {@link GoroutineInfoContributor}. The contributor is off unless asked for: in many
 * applications everybody may read {@code /actuator/info}, and versions are not for
 * everybody.
 */
@AutoConfiguration(after = GoroutineAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnEnabledInfoContributor.class)
@ConditionalOnBean(GoRuntimes.class)
@ConditionalOnEnabledInfoContributor(value = "goroutine", fallback = InfoContributorFallback.DISABLE)
public final class GoroutineInfoAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	GoroutineInfoContributor goroutineInfoContributor(GoRuntimes runtimes) {
		return new GoroutineInfoContributor(runtimes);
	}

}
