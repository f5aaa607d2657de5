/** A program that uses the library, as a module. */
module dev.vedette.examples.jpms {
    requires dev.vedette;
}
