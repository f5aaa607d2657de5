package dev.vedette.model;

import dev.vedette.Backend;

class NioModelTest extends ModelProperty {
    NioModelTest() {
        super(Backend.NIO);
    }
}
