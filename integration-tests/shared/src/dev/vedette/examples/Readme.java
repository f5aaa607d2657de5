package dev.vedette.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads the README.md of the library. The projects take the programs and commands that they run from it, so that the
 * tests run exactly the text that users read.
 */
public final class Readme {
    private static final Path FILE = Path.of(System.getProperty("readme"));

    private Readme() {}

    /** Returns the code block of a language, such as {@code java}, under a heading. There must be exactly one. */
    public static String block(String heading, String language) {
        List<String> blocks = blocks(heading, language);
        if (blocks.size() != 1) {
            throw new AssertionError(blocks.size() + " blocks of " + language + " under '" + heading + "' in " + FILE);
        }
        return blocks.get(0);
    }

    /**
     * Returns the commands under a heading in order: the lines of all {@code sh} blocks. A line is joined with its
     * continuation lines.
     */
    public static List<String> commands(String heading) {
        List<String> commands = blocks(heading, "sh").stream()
                .flatMap(block -> block.replaceAll("\\\\\n *", "").lines())
                .toList();
        if (commands.isEmpty()) {
            throw new AssertionError("no commands under '" + heading + "' in " + FILE);
        }
        return commands;
    }

    /** Returns the command under a heading that contains the text. There must be exactly one. */
    public static String command(String heading, String part) {
        List<String> found = commands(heading).stream()
                .filter(command -> command.contains(part))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " commands with '" + part + "' under '" + heading + "' in " + FILE);
        }
        return found.get(0);
    }

    private static List<String> blocks(String heading, String language) {
        List<String> blocks = new ArrayList<>();
        String section = "";
        List<String> block = null;
        for (String line : lines()) {
            if (block == null && line.startsWith("#")) {
                section = line.replaceAll("^#+ *", "");
            } else if (block == null && line.startsWith("```")) {
                block = new ArrayList<>(List.of(line.substring(3)));
            } else if (block != null && line.equals("```")) {
                if (section.equals(heading) && block.get(0).equals(language)) {
                    blocks.add(block.stream().skip(1).collect(Collectors.joining("\n", "", "\n")));
                }
                block = null;
            } else if (block != null) {
                block.add(line);
            }
        }
        return blocks;
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(FILE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
