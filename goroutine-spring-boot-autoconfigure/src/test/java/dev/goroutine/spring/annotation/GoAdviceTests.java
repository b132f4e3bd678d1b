package dev.goroutine.spring.annotation;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;
import dev.goroutine.spring.annotation.InvalidGoMethodException.Problem;
import dev.goroutine.spring.annotation.elsewhere.PackagePrivateGo;
import dev.goroutine.spring.annotation.elsewhere.PublicOfHidden;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.framework.AopContext;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.DelegatingIntroductionInterceptor;
import org.springframework.aop.target.HotSwappableTargetSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanDefinitionHolder;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests that no {@link Go @Go} method of a bean runs on its caller in silence: whatever
 * the bean looks like, it runs on a goroutine or the application does not start.
 */
class GoAdviceTests {

	private static final String GOROUTINE = "goroutine";

	private static final MethodInterceptor ANSWER = (invocation) -> where();

	private final GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	GoAdviceTests() {
		this.context.getBeanFactory().registerSingleton("goroutineRuntime", this.runtime);
		this.context.registerBean(GoAnnotationBeanPostProcessor.class);
	}

	@AfterEach
	void close() {
		this.context.close();
		this.runtime.shutdown(Duration.ZERO);
	}

	/** As clients of HTTP interfaces. */
	@Test
	void jdkProxyWithoutTarget() throws Exception {
		this.context.registerBean(Client.class, () -> ProxyFactory.getProxy(Client.class, ANSWER));
		assertGoroutine(Client.class, Client::fetch);
		assertThat(this.context.getBean(Client.class).plain().get(30, TimeUnit.SECONDS)).isEqualTo("caller");
	}

	/** As repositories of Spring Data. */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void jdkProxyWhoseTargetHasAnotherType(boolean frozen) throws Exception {
		this.context.registerBean(Client.class, () -> {
			ProxyFactory factory = new ProxyFactory();
			factory.setTarget(new LooksLikeClient());
			factory.setInterfaces(Client.class);
			factory.addAdvice(ANSWER);
			factory.setFrozen(frozen);
			return (Client) factory.getProxy();
		});
		assertGoroutine(Client.class, Client::fetch);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void jdkProxyWhoseTargetHasGoMethodsOfItsOwn(boolean targetClass) throws Exception {
		setProxyTargetClass(targetClass);
		this.context.registerBean(Client.class, () -> {
			ProxyFactory factory = new ProxyFactory();
			factory.setTarget(new OtherImpl());
			factory.setInterfaces(Client.class, Other.class);
			factory.addAdvice(
					(MethodInterceptor) (invocation) -> (invocation.getMethod().getDeclaringClass() == Other.class)
							? invocation.proceed() : where());
			return (Client) factory.getProxy();
		});
		assertGoroutine(Client.class, Client::fetch);
		assertGoroutine(Other.class, Other::other);
	}

	@Test
	void jdkProxyWithTwoInterfacesOfOneMethod() throws Exception {
		this.context.registerBean(PlainClient.class, () -> {
			ProxyFactory factory = new ProxyFactory();
			factory.setTarget(new Object());
			factory.setInterfaces(PlainClient.class, Client.class);
			factory.addAdvice(ANSWER);
			return (PlainClient) factory.getProxy();
		});
		assertGoroutine(Client.class, Client::fetch);
	}

	@Test
	void opaqueProxy() throws Exception {
		this.context.registerBean(Client.class, () -> {
			ProxyFactory factory = new ProxyFactory(Client.class, ANSWER);
			factory.setOpaque(true);
			return (Client) factory.getProxy();
		});
		assertGoroutine(Client.class, Client::fetch);
	}

	@Test
	void proxyThatIsNotOfSpring() throws Exception {
		this.context.registerBean(Client.class, () -> (Client) Proxy.newProxyInstance(Client.class.getClassLoader(),
				new Class<?>[] { Client.class }, (proxy, method, args) -> where()));
		assertGoroutine(Client.class, Client::fetch);
	}

	@Test
	void lambda() throws Exception {
		for (boolean targetClass : new boolean[] { false, true }) {
			this.context.registerBean("lambda" + targetClass, Other.class, () -> GoAdviceTests::where,
					(definition) -> definition.setAttribute(AutoProxyUtils.PRESERVE_TARGET_CLASS_ATTRIBUTE,
							targetClass));
		}
		this.context.refresh();
		for (Other other : this.context.getBeansOfType(Other.class).values()) {
			assertThat(other.other().get(30, TimeUnit.SECONDS)).isEqualTo(GOROUTINE);
		}
	}

	@Test
	void interfaceThatInheritsTheMethodGenerically() throws Exception {
		this.context.registerBean(StringRepository.class, () -> ProxyFactory.getProxy(StringRepository.class, ANSWER));
		assertGoroutine(StringRepository.class, (repository) -> repository.find(""));
		assertThat(
				((Repository<String>) this.context.getBean(StringRepository.class)).find("").get(30, TimeUnit.SECONDS))
			.isEqualTo(GOROUTINE);
		assertThat(
				((Repository<String>) this.context.getBean(StringRepository.class)).get("").get(30, TimeUnit.SECONDS))
			.isEqualTo(GOROUTINE);
	}

	@Test
	void annotationOnAnInterfaceOfAnInterface() throws Exception {
		this.context.registerBean(SubOfAnnotatedImpl.class);
		this.context.registerBean(SubOfAnnotatedTwice.class,
				() -> ProxyFactory.getProxy(SubOfAnnotatedTwice.class, ANSWER));
		this.context.refresh();
		for (Annotated bean : this.context.getBeansOfType(Annotated.class).values()) {
			assertThat(bean.annotated().get(30, TimeUnit.SECONDS)).isEqualTo(GOROUTINE);
		}
	}

	@Test
	void defaultMethodOfAnInterface() throws Exception {
		this.context.registerBean(WithDefault.class, WithDefaultImpl::new);
		assertGoroutine(WithDefault.class, WithDefault::inherited);
	}

	@Test
	void introducedInterface() throws Exception {
		this.context.registerBean(Plain.class, () -> {
			ProxyFactory factory = new ProxyFactory(new Plain());
			factory.setProxyTargetClass(true);
			factory.addAdvice(new DelegatingIntroductionInterceptor(new OtherImpl()));
			return (Plain) factory.getProxy();
		});
		assertGoroutine(Other.class, Other::other);
	}

	@Test
	void publicMethodOfAPackagePrivateSuperclass() throws Exception {
		this.context.registerBean(PublicOfHidden.class);
		assertGoroutine(PublicOfHidden.class, PublicOfHidden::inherited);
	}

	@Test
	void methodThatAGenericSuperclassHas() throws Exception {
		this.context.registerBean(OfStrings.class);
		assertGoroutine(OfStrings.class, (bean) -> bean.declared(""));
		assertThat(((OfAnything<String>) this.context.getBean(OfStrings.class)).declared("").get(30, TimeUnit.SECONDS))
			.isEqualTo(GOROUTINE);
		assertThat(this.context.getBean(OfStrings.class).inherited("").get(30, TimeUnit.SECONDS)).isEqualTo(GOROUTINE);
	}

	@Test
	void scopedProxy() throws Exception {
		BeanDefinitionHolder scoped = ScopedProxyUtils
			.createScopedProxy(new BeanDefinitionHolder(prototype(Service.class), "scoped"), this.context, true);
		this.context.registerBeanDefinition("scoped", scoped.getBeanDefinition());
		assertGoroutine("scoped", Service.class, Service::run);
	}

	@Test
	void configurationClass() throws Exception {
		this.context.registerBean(Config.class);
		assertGoroutine(Config.class, Config::run);
	}

	@Test
	void productOfAFactoryBean() throws Exception {
		this.context.registerBean("product", ServiceFactory.class);
		assertGoroutine("product", Service.class, Service::run);
	}

	@Test
	void hotSwappedTarget() throws Exception {
		HotSwappableTargetSource targets = new HotSwappableTargetSource(new Service());
		this.context.registerBean("swapped", Service.class, () -> {
			ProxyFactory factory = new ProxyFactory();
			factory.setTargetSource(targets);
			factory.setProxyTargetClass(true);
			return (Service) factory.getProxy();
		});
		assertGoroutine("swapped", Service.class, Service::run);
		targets.swap(new Service());
		assertThat(this.context.getBean(Service.class).run().get(30, TimeUnit.SECONDS)).isEqualTo(GOROUTINE);
	}

	@Test
	void lazyBeanOfAPostProcessor() throws Exception {
		this.context.registerBean(Service.class);
		this.context.registerBean("asksLater", AsksLater.class, GoAdviceTests::autowire);
		assertGoroutine(Service.class, Service::run);
	}

	@Test
	void packagePrivateMethodOfASuperclassInAnotherPackageStopsTheStart() {
		this.context.registerBean(SubElsewhere.class);
		Problem problem = problem();
		assertThat(problem.description()).contains(PackagePrivateGo.class.getName() + "#run()", "package-private",
				SubElsewhere.class.getName());
		assertThat(problem.fix()).contains("protected", "public");
	}

	@ParameterizedTest
	@ValueSource(classes = { OrderedPostProcessor.class, PriorityOrderedPostProcessor.class })
	void beanOfAnEarlyPostProcessorStopsTheStart(Class<?> type) {
		this.context.registerBean("service", Service.class);
		this.context.registerBean("between", NeedsService.class, GoAdviceTests::autowire);
		this.context.registerBean("puller", type, GoAdviceTests::autowire);
		Problem problem = problem();
		assertThat(problem.description()).contains(Service.class.getName() + "#run()", "'service'", "'puller'");
		assertThat(problem.fix()).contains("'puller'", "@Lazy");
	}

	@Test
	void beanThatAnEarlyPostProcessorAsksForStopsTheStart() {
		this.context.registerBean("service", Service.class);
		this.context.registerBean("puller", AskingPostProcessor.class);
		assertThat(problem().description()).contains("'service'", "'puller'");
	}

	@Test
	void configurationClassOfAnEarlyPostProcessorStopsTheStart() {
		this.context.registerBean("config", ConfigOfPostProcessor.class);
		Problem problem = problem();
		assertThat(problem.description()).contains("'config'", "'puller'");
		assertThat(problem.fix()).contains("static");
	}

	@Test
	void earlyProductOfAFactoryBeanStopsTheStart() {
		this.context.registerBean("product", ServiceFactory.class);
		this.context.registerBean("puller", PriorityOrderedPullsService.class, GoAdviceTests::autowire);
		assertThat(problem().description()).contains("'product'", "'puller'");
	}

	@Test
	void earlyProxyStopsTheStart() {
		this.context.registerBean("client", Client.class, () -> ProxyFactory.getProxy(Client.class, ANSWER));
		this.context.registerBean("puller", PullsClient.class);
		assertThat(problem().description()).contains("'client'", "'puller'");
	}

	@Test
	void postProcessorWithGoMethodsStopsTheStart() {
		this.context.registerBean("itself", GoPostProcessor.class);
		assertThat(problem().description()).contains("'itself'");
	}

	@Test
	void beanThatABeanFactoryPostProcessorAskedForStopsTheStart() {
		this.context.registerBean("service", Service.class);
		this.context.addBeanFactoryPostProcessor((beanFactory) -> beanFactory.getBean("service"));
		assertThat(problem().description()).contains("'service'");
	}

	@Test
	void objectRegisteredByHandStopsTheStart() {
		this.context.getBeanFactory().registerSingleton("byHand", new Service());
		Problem problem = problem();
		assertThat(problem.description()).contains("'byHand'", "registered");
		assertThat(problem.fix()).contains("registerBean");
	}

	@Test
	void beanBehindAProxyThatHidesItsMethodsStopsTheStart() {
		this.context.registerBean("hider", HidingPostProcessor.class);
		this.context.registerBean("service", HiddenService.class);
		Problem problem = problem();
		assertThat(problem.description()).contains("'service'", "$Proxy");
	}

	@Test
	void infrastructureBeanStopsTheStart() {
		this.context.registerBean("infrastructure", Infrastructure.class);
		assertThat(problem().description()).contains("'infrastructure'", "AopInfrastructureBean");
	}

	@ParameterizedTest
	@ValueSource(classes = { FinalService.class, RecordService.class })
	void finalClassStopsTheStart(Class<?> type) {
		setProxyTargetClass(true);
		this.context.registerBean(type);
		Problem problem = problem();
		assertThat(problem.description()).contains(type.getName() + "#", "final");
	}

	@Test
	void finalClassBehindItsInterface() throws Exception {
		this.context.registerBean(FinalService.class);
		assertGoroutine(Other.class, Other::other);
	}

	@Test
	void beanInACircleStopsTheStart() {
		this.context.registerBean("one", CircleOne.class);
		this.context.registerBean("two", CircleTwo.class);
		Problem problem = problem();
		assertThat(problem.description()).contains("@Go", "'one'", "'two'");
		assertThat(problem.fix()).contains("@Lazy");
	}

	@Test
	void beanThatSomebodyAskedForInItsCreationStopsTheStart() {
		this.context.getDefaultListableBeanFactory().setAllowRawInjectionDespiteWrapping(true);
		this.context.registerBean("one", CircleOne.class);
		this.context.registerBean("two", CircleTwo.class);
		assertThat(problem().fix()).contains("@Lazy");
	}

	/** As with {@code @Async}: the proxy is exposed on the caller's thread. */
	@Test
	void currentProxyOfAnExposedBean() {
		this.context.getBeanFactory()
			.getBeanDefinition(
					this.context.getBeanFactory().getBeanNamesForType(GoAnnotationBeanPostProcessor.class)[0])
			.getPropertyValues()
			.add("exposeProxy", true);
		this.context.registerBean(AsksForProxy.class);
		this.context.refresh();
		CompletableFuture<String> future = this.context.getBean(AsksForProxy.class).run();
		assertThat(catchThrowable(() -> future.get(30, TimeUnit.SECONDS)))
			.hasRootCauseInstanceOf(IllegalStateException.class)
			.cause()
			.hasMessageContainingAll("@Go", "@Lazy", "AopContext", "AsksForProxy.run()");
	}

	@Test
	void lazyCircle() throws Exception {
		this.context.registerBean("itself", LazySelf.class);
		assertGoroutine(LazySelf.class, (bean) -> bean.provided().run());
		assertThat(this.context.getBean(LazySelf.class).lazySelf().run().get(30, TimeUnit.SECONDS))
			.isEqualTo(GOROUTINE);
	}

	private void setProxyTargetClass(boolean targetClass) {
		this.context.addBeanFactoryPostProcessor((beanFactory) -> {
			for (String name : beanFactory.getBeanDefinitionNames()) {
				beanFactory.getBeanDefinition(name)
					.setAttribute(AutoProxyUtils.PRESERVE_TARGET_CLASS_ATTRIBUTE, targetClass);
			}
		});
	}

	private <T> void assertGoroutine(Class<T> type, Call<T> call) throws Exception {
		assertGoroutine(null, type, call);
	}

	private <T> void assertGoroutine(@Nullable String name, Class<T> type, Call<T> call) throws Exception {
		if (!this.context.isActive()) {
			this.context.refresh();
		}
		T bean = (name != null) ? this.context.getBean(name, type) : this.context.getBean(type);
		assertThat(call.on(bean).get(30, TimeUnit.SECONDS)).isEqualTo(GOROUTINE);
	}

	private Problem problem() {
		Throwable failure = catchThrowable(this.context::refresh);
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof InvalidGoMethodException invalid) {
				return invalid.getProblems().getFirst();
			}
		}
		throw new AssertionError("No InvalidGoMethodException", failure);
	}

	static CompletableFuture<String> where() {
		return CompletableFuture.completedFuture((Goroutine.current() != null) ? GOROUTINE : "caller");
	}

	/** Nothing else does so for post-processors of the first group. */
	private static void autowire(BeanDefinition definition) {
		((AbstractBeanDefinition) definition).setAutowireMode(AutowireCapableBeanFactory.AUTOWIRE_CONSTRUCTOR);
	}

	private static RootBeanDefinition prototype(Class<?> type) {
		RootBeanDefinition definition = new RootBeanDefinition(type);
		definition.setScope(BeanDefinition.SCOPE_PROTOTYPE);
		return definition;
	}

	@FunctionalInterface
	interface Call<T> {

		CompletableFuture<String> on(T bean);

	}

	interface Client {

		@Go
		CompletableFuture<String> fetch();

		CompletableFuture<String> plain();

	}

	interface PlainClient {

		CompletableFuture<String> fetch();

	}

	static class LooksLikeClient {

		public CompletableFuture<String> fetch() {
			return where();
		}

	}

	@FunctionalInterface
	interface Other {

		@Go
		CompletableFuture<String> other();

	}

	static class OtherImpl implements Other {

		@Override
		public CompletableFuture<String> other() {
			return where();
		}

	}

	interface Repository<T> {

		CompletableFuture<String> find(T key);

		@Go
		CompletableFuture<String> get(T key);

	}

	interface StringRepository extends Repository<String> {

		@Go
		@Override
		CompletableFuture<String> find(String key);

	}

	@Go
	interface Annotated {

		CompletableFuture<String> annotated();

	}

	interface SubOfAnnotated extends Annotated {

	}

	interface SubOfAnnotatedTwice extends SubOfAnnotated {

		@Override
		CompletableFuture<String> annotated();

	}

	static class SubOfAnnotatedImpl implements SubOfAnnotated {

		@Override
		public CompletableFuture<String> annotated() {
			return where();
		}

	}

	interface WithDefault {

		@Go
		default CompletableFuture<String> inherited() {
			return where();
		}

	}

	static class WithDefaultImpl implements WithDefault {

	}

	static class Plain {

	}

	static class Service {

		@Go
		public CompletableFuture<String> run() {
			return where();
		}

	}

	abstract static class OfAnything<T> {

		@Go
		public CompletableFuture<String> inherited(T value) {
			return where();
		}

		@Go
		public abstract CompletableFuture<String> declared(T value);

	}

	static class OfStrings extends OfAnything<String> {

		@Override
		public CompletableFuture<String> declared(String value) {
			return where();
		}

	}

	@Configuration
	static class Config {

		@Go
		public CompletableFuture<String> run() {
			return where();
		}

		@Bean
		Plain plain() {
			return new Plain();
		}

	}

	static class ServiceFactory implements FactoryBean<Service> {

		@Override
		public Service getObject() {
			return new Service();
		}

		@Override
		public Class<?> getObjectType() {
			return Service.class;
		}

	}

	static class SubElsewhere extends PackagePrivateGo {

	}

	record NeedsService(Service service) {

	}

	record OrderedPostProcessor(NeedsService needed) implements BeanPostProcessor, Ordered {

		@Override
		public int getOrder() {
			return Ordered.LOWEST_PRECEDENCE;
		}

	}

	record PriorityOrderedPostProcessor(NeedsService needed) implements BeanPostProcessor, PriorityOrdered {

		@Override
		public int getOrder() {
			return 0;
		}

	}

	record PriorityOrderedPullsService(Service service) implements BeanPostProcessor, PriorityOrdered {

		@Override
		public int getOrder() {
			return 0;
		}

	}

	record PullsClient(Client client) implements BeanPostProcessor, Ordered {

		@Override
		public int getOrder() {
			return 0;
		}

	}

	record AsksLater(ObjectProvider<Service> service) implements BeanPostProcessor, PriorityOrdered {

		@Override
		public int getOrder() {
			return 0;
		}

	}

	static class ConfigOfPostProcessor {

		@Bean
		OrderedBean puller() {
			return new OrderedBean();
		}

		@Go
		public CompletableFuture<String> run() {
			return where();
		}

	}

	static class OrderedBean implements BeanPostProcessor, Ordered {

		@Override
		public int getOrder() {
			return 0;
		}

	}

	static class AskingPostProcessor extends OrderedBean implements BeanFactoryAware {

		@Override
		public void setBeanFactory(BeanFactory beanFactory) {
			beanFactory.getBean(Service.class);
		}

	}

	static class GoPostProcessor extends OrderedBean {

		@Go
		public CompletableFuture<String> run() {
			return where();
		}

	}

	static class HiddenService implements Consumer<String> {

		@Go
		@Override
		public void accept(String value) {
		}

	}

	static class HidingPostProcessor extends OrderedBean {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			return (bean instanceof HiddenService) ? Proxy.newProxyInstance(getClass().getClassLoader(),
					new Class<?>[] { Consumer.class }, (proxy, method, args) -> method.invoke(bean, args)) : bean;
		}

	}

	static class Infrastructure extends Service implements AopInfrastructureBean {

	}

	static final class FinalService implements Other {

		@Go
		public CompletableFuture<String> run() {
			return where();
		}

		@Override
		public CompletableFuture<String> other() {
			return where();
		}

	}

	record RecordService() {

		@Go
		public CompletableFuture<String> run() {
			return where();
		}

	}

	static class CircleOne extends Service {

		@Autowired
		@Nullable CircleTwo two;

	}

	static class CircleTwo {

		@Autowired
		@Nullable CircleOne one;

	}

	static class AsksForProxy {

		@Go
		public CompletableFuture<String> run() {
			return CompletableFuture.completedFuture(AopContext.currentProxy().toString());
		}

	}

	static class LazySelf extends Service {

		final ObjectProvider<LazySelf> self;

		@Lazy
		@Autowired
		private @Nullable LazySelf lazySelf;

		LazySelf(ObjectProvider<LazySelf> self) {
			this.self = self;
		}

		LazySelf provided() {
			return this.self.getObject();
		}

		LazySelf lazySelf() {
			assertThat(this.lazySelf).isNotNull();
			return this.lazySelf;
		}

	}

}
