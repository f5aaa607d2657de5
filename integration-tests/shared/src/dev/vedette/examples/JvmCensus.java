package dev.vedette.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Asks a JVM on this machine, of the same version as ours, what it holds: by {@code /proc} (see proc(5)) for
 * descriptors, by {@code jcmd} for threads and classes. Nothing runs in that JVM for it, so nothing is changed by
 * looking.
 */
public final class JvmCensus {
    // such as socket:[4711] and anon_inode:[eventpoll]
    private static final Pattern KIND = Pattern.compile("(?:anon_inode:)?\\[?(\\w+)]?.*");
    private static final Duration ATTACH_PATIENCE = Duration.ofMinutes(5); // jcmd's own of 10 s is short for a busy JVM
    private static final String LISTEN = "0A"; // TCP_LISTEN of the kernel's tcp_states.h

    private final long pid;

    /** Does not look yet. */
    public JvmCensus(long pid) {
        this.pid = pid;
    }

    /** Says whether this system can be asked. */
    public static boolean isAvailable() {
        return Files.isDirectory(Path.of("/proc/self/fd"));
    }

    /**
     * Counts open descriptors by kind: {@code socket}, {@code eventpoll}, {@code eventfd}, {@code pipe}. Files are left
     * out, since they come and go with the classes being loaded.
     */
    public Map<String, Integer> descriptors() throws IOException {
        Map<String, Integer> kinds = new TreeMap<>();
        for (String target : descriptorTargets()) {
            kinds.merge(KIND.matcher(target).replaceFirst("$1"), 1, Integer::sum);
        }
        return kinds;
    }

    /** Returns of which kinds of descriptors there are more than before, and how many more. */
    public static Map<String, Integer> grown(Map<String, Integer> before, Map<String, Integer> after) {
        Map<String, Integer> growth = new TreeMap<>(after);
        before.forEach((kind, count) -> growth.merge(kind, -count, Integer::sum));
        growth.values().removeIf(count -> count <= 0);
        return growth;
    }

    /** Returns the TCP ports that it listens on. */
    public Set<Integer> listeningPorts() throws IOException {
        Set<String> sockets = new HashSet<>(descriptorTargets());
        Set<Integer> ports = new HashSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "net", table))) {
                String[] fields = line.trim().split("\\s+"); // sl, local_address, rem_address, st, … the tenth is inode
                if (fields[3].equals(LISTEN) && sockets.contains("socket:[" + fields[9] + "]")) {
                    ports.add(Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), 16));
                }
            }
        }
        return ports;
    }

    private List<String> descriptorTargets() throws IOException {
        List<String> targets = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (!target.startsWith("/")) {
                        targets.add(target);
                    }
                } catch (NoSuchFileException e) {
                    // closed while we looked
                }
            }
        }
        return targets;
    }

    /** Returns the threads in whose name or stack the text occurs, each as a thread dump shows it. */
    public List<String> threads(String text) throws IOException, InterruptedException {
        return Pattern.compile("\n\n")
                .splitAsStream(jcmd("Thread.print"))
                .filter(thread -> thread.startsWith("\"") && thread.contains(text))
                .toList();
    }

    /**
     * Collects garbage, and returns the names of the classes that are still loaded, once for each loader that has it.
     */
    public List<String> classes(String prefix) throws IOException, InterruptedException {
        jcmd("GC.run");
        return Pattern.compile("\\s" + Pattern.quote(prefix) + "[\\w.$]*")
                .matcher(jcmd("VM.classloaders", "show-classes", "fold=false"))
                .results()
                .map(MatchResult::group)
                .map(name -> name.substring(1))
                .toList();
    }

    /** Collects garbage, and returns how many instances of a class remain. */
    public int instances(String className) throws IOException, InterruptedException {
        // such as "   7:    42    1008  java.lang.Object (java.base@17)": rank, instances, bytes, class
        return Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+" + Pattern.quote(className) + "\\s")
                .matcher(jcmd("GC.class_histogram"))
                .results()
                .mapToInt(line -> Integer.parseInt(line.group(1)))
                .sum();
    }

    private String jcmd(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        all.add("-J-Dsun.tools.attach.attachTimeout=" + ATTACH_PATIENCE.toMillis());
        all.add(Long.toString(pid));
        all.addAll(List.of(command));
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(all + " says: " + output);
        }
        return output;
    }
}
