package dev.vedette.examples.devices;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * A frame of a CAN bus.
 *
 * <pre>{@code
 * struct can_frame {
 *     canid_t can_id;                       // 32 bits; the three highest are flags
 *     __u8    len, __pad, __res0, len8_dlc;
 *     __u8    data[8];
 * };
 * }</pre>
 *
 * @param id the CAN identifier with the flags, as the kernel represents it
 * @param data up to 8 bytes
 */
record CanFrame(int id, byte[] data) {
    static final int SIZE = 16;

    /** The flag of an identifier of 29 bits; without it an identifier has 11 bits. */
    static final int EXTENDED = 1 << 31;

    private static final int REMOTE_REQUEST = 1 << 30;
    private static final int DATA_OFFSET = 8;

    /** Decodes a frame that was read from a socket into the buffer. */
    static CanFrame decode(ByteBuffer buffer) {
        int id = buffer.order(ByteOrder.nativeOrder()).getInt();
        byte[] data = new byte[buffer.get()];
        buffer.get(DATA_OFFSET, data);
        return new CanFrame(id, data);
    }

    /** Returns a buffer that holds this frame and can be written to a socket. */
    ByteBuffer encode() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());
        return buffer.putInt(id).put((byte) data.length).put(DATA_OFFSET, data).clear();
    }

    /** Returns this frame in the notation of {@code candump} and {@code cansend}. */
    @Override
    public String toString() {
        String sender = (id & EXTENDED) != 0 ? "%08X".formatted(id & 0x1fff_ffff) : "%03X".formatted(id & 0x7ff);
        boolean isRequest = (id & REMOTE_REQUEST) != 0;
        return sender + "#" + (isRequest ? "R" : HexFormat.of().withUpperCase().formatHex(data));
    }
}
