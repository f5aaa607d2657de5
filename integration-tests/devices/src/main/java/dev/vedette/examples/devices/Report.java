package dev.vedette.examples.devices;

/** Where the devices tell what has happened: on standard output, a line each. */
final class Report {
    private Report() {}

    static void say(String device, String what) {
        System.out.println(device + ": " + what);
    }
}
