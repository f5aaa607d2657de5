package dev.vedette.benchmarks.report;

import dev.vedette.benchmarks.Peer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The bounds on the speed of Vedette, and whether the figures meet them. */
final class Bounds {
    private static final String POLL = "poll: poll";
    private static final String WATCHED = "observation: poll";
    private static final String ECHO = "echo: throughput";
    private static final String MEMORY = "start: peak memory";

    private final Figures figures;
    private final StringBuilder table = new StringBuilder(
            "| what | bound | measured: median (least … greatest of the rounds) | |\n|---|---|---|---|\n");

    Bounds(Figures figures) {
        this.figures = figures;
    }

    String table() {
        Map.of(1, 1.10, 64, 1.05, 1024, 1.05).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> {
                    String parameters = entry.getKey() + " of 1024";
                    atMost(
                            "poll, " + parameters + ", EPOLL ÷ system call alone",
                            entry.getValue(),
                            "",
                            figures.timesAsFast(POLL, parameters, Peer.FLOOR, Peer.VEDETTE_EPOLL));
                });
        Map.of(1, 1.08, 64, 1.0, 1024, 1.0).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> {
                    String parameters = entry.getKey() + " of 1024";
                    atLeast(
                            "poll, " + parameters + ", speed of EPOLL ÷ Selector (Consumer)",
                            entry.getValue(),
                            figures.timesAsFast(POLL, parameters, Peer.VEDETTE_EPOLL, Peer.SELECTOR));
                });
        for (String parameters : figures.parameters(POLL + ", allocation")) {
            atMost(
                    "poll, " + parameters + ", allocation of EPOLL (the smallest object has 16 B)",
                    8,
                    " B",
                    figures.figure(POLL + ", allocation", parameters, Peer.VEDETTE_EPOLL));
        }
        wakes();
        atLeast(
                "register + deregister, speed of EPOLL ÷ Selector's register + select + cancel + select",
                2,
                figures.combine(
                        "registration: registerPollDeregister",
                        "",
                        Peer.SELECTOR,
                        "registration: registerDeregister",
                        "",
                        Peer.VEDETTE_EPOLL,
                        (selector, epoll) -> selector / epoll));
        for (Peer peer : new Peer[] {Peer.SELECTOR, Peer.SELECTED_KEYS, Peer.NETTY_NIO, Peer.NETTY_EPOLL}) {
            for (String parameters : figures.parameters(ECHO)) {
                atLeast(
                        "echo, " + parameters + ", speed of EPOLL ÷ " + peer.label(),
                        1,
                        figures.timesAsFast(ECHO, parameters, Peer.VEDETTE_EPOLL, peer));
            }
        }
        atMost("statistics on, per poll", 60, " ns", watched("BY_STATISTICS"));
        atMost("Flight Recorder running with the events of Vedette off, per poll", 5, " ns", watched("BY_NO_EVENT"));
        for (String time : new String[] {"wall time of the process", "CPU time of the process"}) {
            start(time, 1.15, "plain", Peer.VEDETTE_NIO);
            start(time, 2.2, "flags, plain", Peer.VEDETTE_EPOLL);
            start(time, 1.6, "flags, AOT cache", Peer.VEDETTE_EPOLL);
        }
        startMemory("plain", Peer.VEDETTE_NIO);
        startMemory("flags, plain", Peer.VEDETTE_EPOLL);
        return table.toString();
    }

    private void start(String time, double bound, String parameters, Peer peer) {
        atMost(
                "first event, " + parameters + ", " + time + ", " + peer.label() + " ÷ Selector",
                bound,
                "",
                figures.timesAsFast("start: " + time, parameters, Peer.SELECTED_KEYS, peer));
    }

    private void startMemory(String parameters, Peer peer) {
        atMost(
                "first event, " + parameters + ", peak memory, " + peer.label() + " − Selector",
                10,
                " MiB",
                figures.combine(
                        MEMORY,
                        parameters,
                        peer,
                        MEMORY,
                        parameters,
                        Peer.SELECTED_KEYS,
                        (vedette, selector) -> vedette - selector));
    }

    private void wakes() {
        atMost(
                "wake of an awake poll, not the first",
                20,
                " ns",
                figures.figure("wake: wakeAgain", "", Peer.VEDETTE_EPOLL));
        atMost("wake of an awake poll, the first", 20, " ns", figures.figure("wake: wakeEach", "", Peer.VEDETTE_EPOLL));
    }

    private Optional<Spread> watched(String by) {
        return figures.combine(
                WATCHED, by, Peer.VEDETTE_EPOLL, WATCHED, "NOT", Peer.VEDETTE_EPOLL, (with, without) -> with - without);
    }

    private void atMost(String what, double bound, String unit, Optional<Spread> measured) {
        measured.ifPresent(spread -> line(
                what, "≤ " + Tables.number(bound) + unit, spread, spread.median() <= bound, spread.min() <= bound));
    }

    private void atLeast(String what, double bound, Optional<Spread> measured) {
        measured.ifPresent(spread ->
                line(what, "≥ " + Tables.number(bound), spread, spread.median() >= bound, spread.max() >= bound));
    }

    private void line(String what, String bound, Spread measured, boolean met, boolean metInSomeRound) {
        table.append(String.format(
                Locale.ROOT,
                "| %s | %s | %s (%s … %s) | %s |%n",
                what,
                bound,
                Tables.number(measured.median()),
                Tables.number(measured.min()),
                Tables.number(measured.max()),
                met ? "met" : metInSomeRound ? "within the spread" : "**not met**"));
    }
}
