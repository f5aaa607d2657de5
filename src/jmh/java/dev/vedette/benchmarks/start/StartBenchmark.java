package dev.vedette.benchmarks.start;

import dev.vedette.benchmarks.Peer;
import dev.vedette.benchmarks.Sample;
import dev.vedette.benchmarks.report.Report;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures programs that wait for one byte, each run in a fresh JVM, in several rounds. A round runs every program
 * once, and programs that are compared with each other run one right after the other.
 *
 * <p>The times of a process come from {@code time} in bash, which takes them from {@code wait4(2)} with a resolution of
 * 1 ms. The CPU time includes all threads of the JVM. It is user and system time together: the kernel measures the sum,
 * but divides it by samples at each clock tick (4 ms), which is too coarse for so short a process.
 *
 * <p>Memory is {@code VmHWM} of {@code /proc/self/status}, the peak of the resident set, read by the program right
 * after the first event. It needs a run of its own because reading it takes time.
 */
public final class StartBenchmark {
    private static final List<String> FLAGS =
            List.of("--enable-native-access=ALL-UNNAMED", "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED");

    /** An archive of classes that a training run creates. */
    private enum Archive {
        NONE("plain", "", ""),
        APP_CDS("AppCDS", "-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile="),
        AOT_CACHE("AOT cache", "-XX:AOTCacheOutput=", "-XX:AOTCache=");

        private final String label;
        private final String createOption;
        private final String useOption;

        Archive(String label, String createOption, String useOption) {
            this.label = label;
            this.createOption = createOption;
            this.useOption = useOption;
        }
    }

    /**
     * A measured program.
     *
     * @param peer the peer that waits
     * @param hasFlags whether the JVM has the flags that EPOLL needs
     * @param archive the archive that the JVM uses
     */
    private record Program(Peer peer, boolean hasFlags, Archive archive) {
        String parameters() {
            return hasFlags ? "flags, " + archive.label : archive.label;
        }

        Class<?> main() {
            return switch (peer) {
                case SELECTED_KEYS -> SelectorProgram.class;
                case CLASSES -> ClassesProgram.class;
                case FLOOR -> ForeignProgram.class;
                default -> VedetteProgram.class;
            };
        }
    }

    private final String programs;
    private final String library;
    private final Path directory;
    private final List<Sample> samples = new ArrayList<>();

    /** The classes of the library that a Poll on NIO loads until the first event. */
    private final List<String> classesOfNio = new ArrayList<>();

    private StartBenchmark(String programs, String library, Path directory) {
        this.programs = programs;
        this.library = library;
        this.directory = directory;
    }

    /**
     * Takes the file for the results, the number of rounds, a directory for archives, the JAR of the programs, and the
     * JAR of the library.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        StartBenchmark benchmark = new StartBenchmark(arguments[3], arguments[4], Path.of(arguments[2]));
        benchmark.run(Integer.parseInt(arguments[1]));
        Sample.write(benchmark.samples, Path.of(arguments[0]));
        System.out.print(Report.tables(benchmark.samples));
    }

    private void run(int rounds) throws IOException, InterruptedException {
        findClassesOfNio();
        List<List<Program>> compared = Stream.of(false, true)
                .flatMap(hasFlags -> Stream.of(Archive.values()).map(archive -> compared(hasFlags, archive)))
                .toList();
        for (List<Program> programs : compared) {
            for (Program program : programs) {
                createArchive(program);
                countClasses(program);
            }
        }
        for (int round = 1; round <= rounds; round++) {
            for (List<Program> programs : compared) {
                for (Program program : programs) {
                    measureTimes(program, round);
                }
                for (Program program : programs) {
                    measureMemory(program, round);
                }
                Collections.rotate(programs, 1);
            }
        }
    }

    private static List<Program> compared(boolean hasFlags, Archive archive) {
        Stream<Peer> peers = hasFlags
                ? Stream.of(Peer.SELECTED_KEYS, Peer.FLOOR, Peer.VEDETTE_EPOLL)
                : Stream.of(Peer.SELECTED_KEYS, Peer.CLASSES, Peer.VEDETTE_NIO);
        return new ArrayList<>(
                peers.map(peer -> new Program(peer, hasFlags, archive)).toList());
    }

    private void findClassesOfNio() throws IOException, InterruptedException {
        Program nio = new Program(Peer.VEDETTE_NIO, false, Archive.NONE);
        String fromLibrary = " source: file:" + Path.of(library).toAbsolutePath();
        execute(command(nio, List.of("-Xlog:class+load"), List.of())).stream()
                .filter(line -> line.endsWith(fromLibrary))
                .map(line -> line.substring(line.indexOf("] ") + 2, line.indexOf(fromLibrary)))
                .map(name -> name.substring(name.lastIndexOf(' ') + 1))
                .forEach(classesOfNio::add);
        if (classesOfNio.isEmpty()) {
            throw new IOException("no class has been loaded from " + library);
        }
    }

    private void createArchive(Program program) throws IOException, InterruptedException {
        if (program.archive != Archive.NONE) {
            execute(command(program, List.of(program.archive.createOption + file(program)), List.of()));
        }
    }

    private void countClasses(Program program) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(useArchive(program));
        options.add("-Xlog:class+load");
        List<String> outside = execute(command(program, options, List.of())).stream()
                .filter(line -> line.contains(" source: ") && !line.contains(" source: shared objects file"))
                .toList();
        String main = " " + program.main().getName() + " ";
        if (outside.stream().anyMatch(line -> line.contains(main)) != (program.archive == Archive.NONE)) {
            throw new IOException(file(program) + " is not in use");
        }
        add("classes loaded from outside the archive", program, 1, outside.size(), "classes");
    }

    private void measureTimes(Program program, int round) throws IOException, InterruptedException {
        List<String> timed =
                new ArrayList<>(List.of("bash", "-c", "TIMEFORMAT='%3R %3U %3S'; time \"$@\" 2>&1", "time"));
        timed.addAll(command(program, useArchive(program), List.of()));
        // the JVM logs that the default archive, which a dynamic archive extends, was created without the flags
        List<String> output =
                execute(timed).stream().filter(line -> !line.startsWith("[")).toList();
        if (output.size() != 3 || !output.get(1).equals(program.peer.name())) {
            throw new IOException(program + " has printed " + output);
        }
        double sinceMainMs = Long.parseLong(output.get(0)) / 1e6;
        String[] seconds = output.get(2).split(" ");
        double wallMs = Double.parseDouble(seconds[0]) * 1e3;
        double cpuMs = (Double.parseDouble(seconds[1]) + Double.parseDouble(seconds[2])) * 1e3;
        add("wall time of the process", program, round, wallMs, "ms");
        add("CPU time of the process", program, round, cpuMs, "ms");
        add("from main to the first event", program, round, sinceMainMs, "ms");
        System.out.printf(
                "round %d  %-16s %-22s %4.0f ms wall %4.0f ms CPU %6.1f ms since main%n",
                round, program.parameters(), program.peer.label(), wallMs, cpuMs, sinceMainMs);
    }

    private void measureMemory(Program program, int round) throws IOException, InterruptedException {
        String peak = execute(command(program, useArchive(program), List.of("memory"))).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .findFirst()
                .orElseThrow();
        add("peak memory", program, round, Long.parseLong(peak.replaceAll("\\D", "")) / 1024.0, "MiB");
    }

    private void add(String what, Program program, int round, double value, String unit) {
        samples.add(new Sample("start: " + what, program.parameters(), program.peer, round, value, unit));
    }

    private List<String> command(Program program, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (program.hasFlags) {
            command.addAll(FLAGS);
        }
        command.addAll(options);
        boolean needsNoLibrary = program.peer == Peer.SELECTED_KEYS || program.peer == Peer.FLOOR;
        String classPath = needsNoLibrary ? programs : programs + File.pathSeparator + library;
        command.addAll(List.of("-cp", classPath, program.main().getName()));
        if (program.peer == Peer.CLASSES) {
            command.addAll(classesOfNio);
            command.add(ClassesProgram.END);
        }
        command.addAll(arguments);
        return command;
    }

    private List<String> useArchive(Program program) {
        return program.archive == Archive.NONE ? List.of() : List.of(program.archive.useOption + file(program));
    }

    private Path file(Program program) {
        return directory.resolve(program.peer + (program.hasFlags ? "-flags-" : "-") + program.archive);
    }

    /** Runs a command and returns the lines that it prints. */
    private static List<String> execute(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        List<String> lines = process.inputReader().readAllLines();
        if (process.waitFor() != 0) {
            throw new IOException(command + " failed: " + lines);
        }
        return lines;
    }
}
