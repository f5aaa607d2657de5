package dev.vedette.examples.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Grafana dashboard. Its variables are replaced as Grafana replaces them when all values are selected. */
final class Dashboard {
    private static final Map<String, String> BUILT_IN =
            Map.of("$__rate_interval", "15s", "$__interval", "15s", "$__range", "1m");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), *(\\w+)\\)");

    private final JsonNode root;

    private Dashboard(JsonNode root) {
        this.root = root;
    }

    static Dashboard read(Path file) {
        try {
            return new Dashboard(new ObjectMapper().readTree(file.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A query of a panel. */
    record Query(String panel, String expression) {}

    List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        addQueries(root.get("panels"), queries);
        return queries;
    }

    private void addQueries(JsonNode panels, List<Query> queries) {
        for (JsonNode panel : panels) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(new Query(
                        panel.get("title").asText(), fillIn(target.get("expr").asText())));
            }
            addQueries(panel.path("panels"), queries);
        }
    }

    /** A variable, with the series and the label from which its values are taken. */
    record Variable(String name, String selector, String label) {}

    List<Variable> variables() {
        List<Variable> variables = new ArrayList<>();
        for (JsonNode variable : root.at("/templating/list")) {
            if (variable.get("type").asText().equals("query")) {
                String query = fillIn(variable.at("/query/query").asText());
                Matcher matcher = LABEL_VALUES.matcher(query);
                if (!matcher.matches()) {
                    throw new AssertionError("unsupported query: " + query);
                }
                variables.add(new Variable(variable.get("name").asText(), matcher.group(1), matcher.group(2)));
            }
        }
        return variables;
    }

    private String fillIn(String expression) {
        String filled = expression;
        for (Map.Entry<String, String> variable : BUILT_IN.entrySet()) {
            filled = filled.replace(variable.getKey(), variable.getValue());
        }
        for (JsonNode variable : root.at("/templating/list")) {
            String name = variable.get("name").asText();
            filled = filled.replaceAll("\\$(" + name + "\\b|\\{" + name + "(:\\w+)?})", ".*");
        }
        if (filled.contains("$")) {
            throw new AssertionError("undefined variable in " + filled);
        }
        return filled;
    }
}
