package dev.vedette.examples.devices;

/** Prints the events of the devices to standard output, one line each. */
final class Report {
    private Report() {}

    static void print(String device, String message) {
        System.out.println(device + ": " + message);
    }
}
