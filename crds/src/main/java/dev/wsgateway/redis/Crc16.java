package dev.wsgateway.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

/** CRC-16/XMODEM, as Redis Cluster hashes keys with (Redis Cluster specification, appendix A). */
final class Crc16 {
    private Crc16() {}

    /** The checksum of a text in UTF-8, from 0 to 65535. */
    static int of(String text) {
        int crc = 0;
        for (byte b : text.getBytes(UTF_8)) {
            crc ^= (b & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
            }
        }
        return crc & 0xffff;
    }
}
