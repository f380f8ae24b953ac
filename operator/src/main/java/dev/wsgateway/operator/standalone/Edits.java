package dev.wsgateway.operator.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Notices that the user's files were edited, by their text: some editors replace a file, others write into it. */
final class Edits {
    private final List<Path> files;
    private String seen;

    Edits(List<Path> files) {
        this.files = List.copyOf(files);
        this.seen = text();
    }

    /** Whether the files are others than at the last call. */
    boolean any() {
        String now = text();
        boolean changed = !now.equals(seen);
        seen = now;
        return changed;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (Path file : files) {
            try {
                text.append(Files.readString(file, StandardCharsets.UTF_8)).append('\0');
            } catch (IOException e) {
                text.append(e.getClass().getName()).append('\0');
            }
        }
        return text.toString();
    }
}
