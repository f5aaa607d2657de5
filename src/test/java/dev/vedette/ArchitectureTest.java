package dev.vedette;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.vedette.internal.DescriptorRegistrar;
import org.junit.jupiter.api.Test;

/** What the folders show, and what the package Javadoc promises. */
class ArchitectureTest {
    private final JavaClasses library = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("META-INF/versions"))
            .importPackages("dev.vedette");

    @Test
    void internalsKnowTheValuesAndExceptionsOfTheApiAlone() {
        noClasses()
                .that(resideInAPackage("dev.vedette.internal.."))
                .and(not(belongTo(assignableTo(DescriptorRegistrar.class))))
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.vedette", "dev.vedette.unix")
                        .and(not(belongToAnyOf(Backend.class, Trigger.class)))
                        .and(not(assignableTo(IllegalStateException.class))))
                .check(library);
    }

    @Test
    void theApiKnowsNoBackend() {
        noClasses()
                .that(resideInAnyPackage("dev.vedette", "dev.vedette.unix"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.vedette.internal.nio..", "dev.vedette.internal.linux.."))
                .check(library);
    }

    @Test
    void internalPackagesHaveNoCycles() {
        slices().matching("dev.vedette.(internal..)")
                .namingSlices("$1")
                .should()
                .beFreeOfCycles()
                .check(library);
    }

    @Test
    void nothingInternalIsSeenThroughTheApi() {
        methods()
                .that()
                .areDeclaredInClassesThat(
                        resideInAnyPackage("dev.vedette", "dev.vedette.micrometer", "dev.vedette.unix"))
                .and()
                .arePublic()
                .should()
                .haveRawReturnType(not(resideInAPackage("dev.vedette.internal..")))
                .check(library);
    }

    @Test
    void nobodyPrints() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(library);
    }
}
