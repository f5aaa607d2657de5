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
import java.util.stream.Stream;

/**
 * Counts the descriptors, threads and classes of a JVM on this machine that has the same version as this one.
 * Descriptors are read from {@code /proc}, see proc(5). Threads and classes are read by {@code jcmd}. No code is loaded
 * into the other JVM, so that the census does not change its own result.
 */
public final class JvmCensus {
    // for example socket:[4711] and anon_inode:[eventpoll]
    private static final Pattern KIND = Pattern.compile("(?:anon_inode:)?\\[?(\\w+)]?.*");
    // jcmd's default of 10 s is too short for a busy JVM
    private static final Duration ATTACH_TIMEOUT = Duration.ofMinutes(5);

    private static final String LISTEN = "0A"; // TCP_LISTEN of the kernel's tcp_states.h

    private final long pid;

    /** Creates a census of the process with this identifier. */
    public JvmCensus(long pid) {
        this.pid = pid;
    }

    /** Returns whether this system has {@code /proc}. */
    public static boolean isAvailable() {
        return Files.isDirectory(Path.of("/proc/self/fd"));
    }

    /** Returns the number of open descriptors of this JVM, files included; 0 on a system without {@code /proc}. */
    public static long ownDescriptors() throws IOException {
        if (!isAvailable()) {
            return 0;
        }
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.count();
        }
    }

    /**
     * Returns the number of open descriptors of each kind: {@code socket}, {@code eventpoll}, {@code eventfd},
     * {@code pipe}. Files are left out, because class loading opens and closes them at any time.
     */
    public Map<String, Integer> descriptors() throws IOException {
        Map<String, Integer> kinds = new TreeMap<>();
        for (String target : descriptorTargets()) {
            kinds.merge(KIND.matcher(target).replaceFirst("$1"), 1, Integer::sum);
        }
        return kinds;
    }

    /** Returns the kinds of descriptors whose number has grown, each with the difference. */
    public static Map<String, Integer> growth(Map<String, Integer> before, Map<String, Integer> after) {
        Map<String, Integer> differences = new TreeMap<>(after);
        before.forEach((kind, count) -> differences.merge(kind, -count, Integer::sum));
        differences.values().removeIf(count -> count <= 0);
        return differences;
    }

    /** Returns the TCP ports on which the JVM listens. */
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
                    // closed since the directory was listed
                }
            }
        }
        return targets;
    }

    /** Returns the threads whose name or stack contains the text, each as a thread dump shows it. */
    public List<String> threads(String text) throws IOException, InterruptedException {
        return Pattern.compile("\n\n")
                .splitAsStream(jcmd("Thread.print"))
                .filter(thread -> thread.startsWith("\"") && thread.contains(text))
                .toList();
    }

    /**
     * Collects garbage, and returns the names of the loaded classes that begin with the prefix. A name occurs once for
     * each class loader that has loaded the class.
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

    /** Collects garbage, and returns the number of instances of a class that remain. */
    public int instances(String className) throws IOException, InterruptedException {
        // for example "   7:    42    1008  java.lang.Object (java.base@17)": rank, instances, bytes, class
        return Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+" + Pattern.quote(className) + "\\s")
                .matcher(jcmd("GC.class_histogram"))
                .results()
                .mapToInt(line -> Integer.parseInt(line.group(1)))
                .sum();
    }

    private String jcmd(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        all.add("-J-Dsun.tools.attach.attachTimeout=" + ATTACH_TIMEOUT.toMillis());
        all.add(Long.toString(pid));
        all.addAll(List.of(command));
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(all + " failed: " + output);
        }
        return output;
    }
}
