package dev.vedette;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The package pages name only what exists. Javadoc reads neither the pages of the tests nor the internal ones. The
 * types of the exported packages say since which version they exist.
 */
class PackagePagesTest {
    private static final String PAGE = "package-info.java";
    private static final List<Path> ROOTS = Stream.of("main/java", "main/java22", "test/java", "test/java22")
            .map(Path.of("src")::resolve)
            .toList();
    private static final Pattern LINK = Pattern.compile("\\{@link(?:plain)?[\\s*]+([\\w.]+)(?:#(\\w+))?");
    private static final Pattern PUBLIC_TYPE = Pattern.compile(
            "(?m)^ *public (?:(?:static|final|abstract|sealed) )*(?:class|interface|enum|record) (\\w+)");
    private static final Pattern PROPERTY = Pattern.compile("-D(vedette\\.[a-zA-Z.]+)");

    @Test
    void everyPackageHasAPage() throws IOException {
        Set<String> packages = new TreeSet<>();
        for (Path source : sources()) {
            packages.add(packageOf(source));
        }
        for (Path page : pages()) {
            packages.remove(packageOf(page));
        }
        assertThat(packages).as("without a page").isEmpty();
    }

    @Test
    void everyClassAndMemberThatAPageNamesExists() throws IOException {
        for (Path page : pages()) {
            String text = Files.readString(page);
            for (Matcher link = LINK.matcher(text); link.find(); ) {
                assertThat(exists(link.group(1), packageOf(page), link.group(2)))
                        .as("%s of %s", link.group(), page)
                        .isTrue();
            }
        }
    }

    @Test
    void everyPropertyThatAPageNamesIsRead() throws IOException {
        StringBuilder sources = new StringBuilder();
        for (Path source : sources()) {
            sources.append(Files.readString(source));
        }
        for (Path page : pages()) {
            for (Matcher property = PROPERTY.matcher(Files.readString(page)); property.find(); ) {
                assertThat(sources.indexOf('"' + property.group(1) + '"'))
                        .as("%s of %s", property.group(), page)
                        .isNotNegative();
            }
        }
    }

    /** A type is described by the last comment before it. */
    @Test
    void everyPublicTypeTellsSinceWhichVersionItExists() throws IOException {
        for (Path source : sources()) {
            if (source.startsWith(ROOTS.get(0)) && !packageOf(source).startsWith("dev.vedette.internal")) {
                String text = Files.readString(source);
                for (Matcher type = PUBLIC_TYPE.matcher(text); type.find(); ) {
                    String before = text.substring(0, type.start());
                    assertThat(before.substring(before.lastIndexOf("/**")))
                            .as("the comment on %s of %s", type.group(1), source)
                            .containsPattern("\\* @since \\d");
                }
            }
        }
    }

    /** A class is looked for in the package of the page, and by its full name. */
    private static boolean exists(String name, String packageName, String memberOrNull) throws IOException {
        if (name.startsWith("java.")) {
            return isInTheJdk(name);
        }
        for (String full : List.of(packageName + '.' + name, name)) {
            for (Path root : ROOTS) {
                Path path = root.resolve(full.replace('.', '/'));
                if (Files.isDirectory(path)) {
                    return true;
                }
                if (hasMember(path.resolveSibling(path.getFileName() + ".java"), memberOrNull)) {
                    return true;
                }
                if (hasMember(path.getParent() + ".java", path.getFileName().toString())) { // a nested class
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean hasMember(String source, String member) throws IOException {
        return hasMember(Path.of(source), member);
    }

    private static boolean hasMember(Path source, String memberOrNull) throws IOException {
        return Files.exists(source)
                && (memberOrNull == null
                        || Pattern.compile("\\b" + memberOrNull + "\\b")
                                .matcher(Files.readString(source))
                                .find());
    }

    private static boolean isInTheJdk(String name) {
        try {
            Class.forName(name);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static String packageOf(Path source) {
        Path root = ROOTS.stream().filter(source::startsWith).findFirst().orElseThrow();
        return root.relativize(source.getParent()).toString().replace('/', '.');
    }

    private static List<Path> pages() throws IOException {
        return sources().stream().filter(source -> source.endsWith(PAGE)).toList();
    }

    private static List<Path> sources() throws IOException {
        Stream<Path> all = Stream.empty();
        for (Path root : ROOTS) {
            try (Stream<Path> files = Files.walk(root)) {
                all = Stream.concat(all, files.filter(file -> file.toString().endsWith(".java")).toList().stream());
            }
        }
        return all.toList();
    }
}
