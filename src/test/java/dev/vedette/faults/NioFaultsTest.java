package dev.vedette.faults;

import dev.vedette.contract.NioConformanceTest.Nio;
import org.junit.jupiter.api.Nested;

class NioFaultsTest {

    @Nested
    class Interrupts extends InterruptStormContract implements Nio {}

    @Nested
    class Closing extends RandomClosingContract implements Nio {}

    @Nested
    class Polls extends ManyPollsContract implements Nio {}

    @Nested
    class StackEnds extends StackEndContract implements Nio {}
}
