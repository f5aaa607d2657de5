package dev.vedette;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.vedette.contract.EpollConformanceTest.Epoll;
import dev.vedette.contract.NioConformanceTest.Nio;
import dev.vedette.internal.RegistryAccess;
import dev.vedette.internal.agent.Agent;
import org.junit.jupiter.api.Test;

/** The rules that the packages follow. */
class ArchitectureTest {
    private static final JavaClasses LIBRARY = new ClassFileImporter()
            .withImportOption(location -> !location.contains("META-INF/versions"))
            .importUrl(Poll.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void internalsUseOnlyValuesAndExceptionsOfTheApi() {
        noClasses()
                .that(resideInAPackage("dev.vedette.internal.."))
                .and(not(belongTo(assignableTo(RegistryAccess.class))))
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.vedette", "dev.vedette.unix")
                        .and(not(belongToAnyOf(Backend.class, Interest.class, Trigger.class)))
                        .and(not(belongToAnyOf(PollStatistics.class, DurationHistogram.class)))
                        .and(not(assignableTo(PollMXBean.class)))
                        .and(not(assignableTo(IllegalStateException.class))))
                .check(LIBRARY);
    }

    @Test
    void onlyTheChoiceOfABackendUsesBackends() {
        noClasses()
                .that(resideInAnyPackage("dev.vedette", "dev.vedette.unix"))
                .and()
                .doNotBelongToAnyOf(BackendChoice.class)
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.vedette.internal.nio..", "dev.vedette.internal.linux.."))
                .check(LIBRARY);
    }

    @Test
    void internalPackagesHaveNoCycles() {
        slices().matching("dev.vedette.(internal..)")
                .namingSlices("$1")
                .should()
                .beFreeOfCycles()
                .check(LIBRARY);
    }

    @Test
    void theApiReturnsNoInternalType() {
        methods()
                .that()
                .areDeclaredInClassesThat(
                        resideInAnyPackage("dev.vedette", "dev.vedette.micrometer", "dev.vedette.unix"))
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .and()
                .arePublic()
                .should()
                .haveRawReturnType(not(resideInAPackage("dev.vedette.internal..")))
                .check(LIBRARY);
    }

    @Test
    void theLibraryDoesNotPrint() {
        noClasses()
                .that(not(belongToAnyOf(Agent.class))) // it runs before the program has configured its logging
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(LIBRARY);
    }

    @Test
    void everyContractRunsOnEveryBackend() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Contract")
                .should(runOn(Epoll.class))
                .andShould(runOn(Nio.class))
                .check(new ClassFileImporter().importPackages("dev.vedette.contract..", "dev.vedette.faults.."));
    }

    private static ArchCondition<JavaClass> runOn(Class<?> backend) {
        return new ArchCondition<>("run on " + backend.getSimpleName()) {
            @Override
            public void check(JavaClass contract, ConditionEvents events) {
                events.add(new SimpleConditionEvent(
                        contract,
                        contract.getAllSubclasses().stream().anyMatch(subclass -> subclass.isAssignableTo(backend)),
                        contract.getName() + " runs on " + backend.getSimpleName()));
            }
        };
    }
}
