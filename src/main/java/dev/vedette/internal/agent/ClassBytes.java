package dev.vedette.internal.agent;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;

/**
 * A class file in which a class gets another name, or a call another target. Neither changes the length of any code, so
 * everything but the constant pool stays in place, the stack maps included. This works for the class files of every
 * Java version, unlike a library that has to know the version.
 *
 * <p>See chapter 4 of the Java Virtual Machine Specification, for which the names below are those of the structures.
 */
final class ClassBytes {
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int CLASS = 7;
    private static final int METHODREF = 10;
    private static final int NAME_AND_TYPE = 12;
    private static final int INVOKEVIRTUAL = 0xb6;
    private static final int INVOKESTATIC = 0xb8;

    /** Where the number of constants is. */
    private static final int POOL_COUNT = 8;

    /** The sizes of the constants by their tag, without a tag and without the bytes of a UTF8. */
    private static final int[] SIZES = {0, 2, 0, 4, 4, 8, 8, 2, 2, 4, 4, 4, 4, 0, 0, 3, 2, 4, 4, 2, 2};

    private final ByteBuffer bytes;

    /** The offsets of the constants that the class file came with; 0 where there is none. */
    private final int[] constants;

    private final int poolEnd;
    private final ByteArrayOutputStream added = new ByteArrayOutputStream();
    private int poolCount;

    ClassBytes(byte[] original) {
        bytes = ByteBuffer.wrap(original.clone());
        poolCount = u2(POOL_COUNT);
        constants = new int[poolCount];
        int offset = POOL_COUNT + 2;
        for (int i = 1; i < poolCount; i++) {
            constants[i] = offset;
            int tag = bytes.get(offset);
            offset += 1 + SIZES[tag] + (tag == UTF8 ? u2(offset + 1) : 0);
            if (tag == LONG || tag == DOUBLE) {
                i++; // these count twice
            }
        }
        poolEnd = offset;
    }

    /**
     * Renames a class wherever this class file refers to it, except in descriptors.
     *
     * @param from the internal name, with slashes
     */
    void rename(String from, String to) {
        int name = addUtf8(to);
        for (int i = 1; i < constants.length; i++) {
            if (is(CLASS, i) && from.equals(utf8(u2(constants[i] + 1)))) {
                bytes.putShort(constants[i] + 1, (short) name);
            }
        }
    }

    /**
     * Turns the only call of a virtual method within a method into a call of a static method that has the same name and
     * takes the receiver as its first argument.
     *
     * @param caller the name of the method with the call
     * @param callee the name of the method that is called
     * @param owner the internal name of the class with the static method
     * @param descriptor the descriptor of the static method
     * @throws IllegalStateException if there is no such call, or more than one
     */
    void redirect(String caller, String callee, String owner, String descriptor) {
        int from = onlyConstant(i -> is(METHODREF, i) && callee.equals(nameOfMethodref(i)), "reference to " + callee);
        int code = code(caller);
        int call = -1;
        for (int i = code; i + 2 < code + (int) u4(code - 4); i++) {
            if ((bytes.get(i) & 0xff) == INVOKEVIRTUAL && u2(i + 1) == from) {
                require(call == -1, "one call of " + callee + " in " + caller);
                call = i;
            }
        }
        require(call != -1, "a call of " + callee + " in " + caller);
        bytes.put(call, (byte) INVOKESTATIC).putShort(call + 1, (short) addMethodref(owner, callee, descriptor));
    }

    byte[] toBytes() {
        ByteBuffer result = ByteBuffer.allocate(bytes.capacity() + added.size());
        result.put(bytes.array(), 0, poolEnd).put(added.toByteArray());
        result.put(bytes.array(), poolEnd, bytes.capacity() - poolEnd);
        return result.putShort(POOL_COUNT, (short) poolCount).array();
    }

    // ---- reading

    private int u2(int offset) {
        return bytes.getShort(offset) & 0xffff;
    }

    private long u4(int offset) {
        return bytes.getInt(offset) & 0xffff_ffffL;
    }

    private boolean is(int tag, int index) {
        return constants[index] != 0 && bytes.get(constants[index]) == tag;
    }

    /** Only for ASCII, in which the names of methods and classes are here. */
    private String utf8(int index) {
        int offset = constants[index];
        return new String(bytes.array(), offset + 3, u2(offset + 1), StandardCharsets.US_ASCII);
    }

    private String nameOfMethodref(int index) {
        int nameAndType = constants[u2(constants[index] + 3)];
        return utf8(u2(nameAndType + 1));
    }

    private int onlyConstant(IntPredicate wanted, String what) {
        int found = 0;
        for (int i = 1; i < constants.length; i++) {
            if (wanted.test(i)) {
                require(found == 0, "one " + what);
                found = i;
            }
        }
        require(found != 0, "a " + what);
        return found;
    }

    /** Returns the offset of the code of the only method with this name. The length of the code is in front of it. */
    private int code(String method) {
        int offset = poolEnd + 6; // access_flags, this_class, super_class
        offset += 2 + 2 * u2(offset); // interfaces
        offset = membersEnd(offset, ""); // fields
        int code = -membersEnd(offset, method);
        require(code > 0, "a method " + method);
        return code;
    }

    /** Returns the end of a table of members; or the offset of the code of the member with a name, negative. */
    private int membersEnd(int table, String wanted) {
        int offset = table + 2;
        for (int member = u2(table); member > 0; member--) {
            boolean isWanted = wanted.equals(utf8(u2(offset + 2)));
            int attributes = u2(offset + 6);
            offset += 8; // access_flags, name_index, descriptor_index, attributes_count
            for (; attributes > 0; attributes--) {
                if (isWanted && "Code".equals(utf8(u2(offset)))) {
                    return -(offset + 14); // attribute_name_index, attribute_length, max_stack, max_locals, code_length
                }
                offset += 6 + (int) u4(offset + 2);
            }
        }
        return offset;
    }

    private static void require(boolean condition, String expected) {
        if (!condition) {
            throw new IllegalStateException("the class does not have " + expected);
        }
    }

    // ---- adding constants

    private int addMethodref(String owner, String name, String descriptor) {
        int ownerClass = add(CLASS, addUtf8(owner));
        return add(METHODREF, ownerClass, add(NAME_AND_TYPE, addUtf8(name), addUtf8(descriptor)));
    }

    private int addUtf8(String text) {
        int index = add(UTF8, text.length());
        added.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return index;
    }

    /** Adds a constant that consists of 16-bit numbers. */
    private int add(int tag, int... numbers) {
        added.write(tag);
        for (int number : numbers) {
            added.write(number >> 8);
            added.write(number);
        }
        return poolCount++;
    }
}
