package dev.wsgateway.operator.standalone.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of one run, in a folder that only its user may enter. A lock keeps a second run of the same gateway out.
 * {@link #close} deletes all but the logs, and those too unless {@link #keepLogs} was called.
 */
public final class StateDirectory implements AutoCloseable {
    private final Path root;
    private final FileChannel channel;
    private boolean keepLogs;

    private StateDirectory(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    /**
     * Makes the folder, or takes over the one that a killed run left, without its logs.
     *
     * @throws IOException when it cannot be written, or another run has it; the message says so
     */
    public static StateDirectory open(Path root) throws IOException {
        try {
            Files.createDirectories(root);
        } catch (FileSystemException e) {
            throw new IOException(
                    "cannot make the folder " + root + " (" + e + "): set XDG_CACHE_HOME to a folder that"
                            + " you may write to",
                    e);
        }
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        FileChannel channel =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!lock(channel)) {
            channel.close();
            throw new IOException("it is running already: end the other run first (its files are in " + root + ")");
        }
        StateDirectory state = new StateDirectory(root, channel);
        for (Path log : filesBelow(state.folder("logs"))) {
            Files.delete(log);
        }
        return state;
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** A folder below this one; made when it is missing. */
    public Path folder(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }

    /** A file of this folder; it need not exist. */
    public Path file(String name) {
        return root.resolve(name);
    }

    /** Makes {@link #close} leave the logs. */
    public void keepLogs() {
        keepLogs = true;
    }

    /**
     * Makes a folder hold exactly these files. Each is replaced as a whole: a reader sees the old bytes or the new ones. A
     * file whose bytes stay is not touched.
     *
     * @param name of the folder
     * @param files bytes by path relative to the folder
     */
    public void write(String name, Map<String, byte[]> files) throws IOException {
        Path folder = folder(name);
        for (var file : files.entrySet()) {
            Path target = folder.resolve(file.getKey());
            if (!Files.exists(target) || Files.mismatch(target, write("next", file.getValue())) != -1) {
                Files.createDirectories(target.getParent());
                Files.move(
                        write("next", file.getValue()),
                        target,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Set<Path> wanted = files.keySet().stream().map(folder::resolve).collect(Collectors.toSet());
        for (Path file : filesBelow(folder)) {
            if (!wanted.contains(file)) {
                Files.delete(file);
            }
        }
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(root.resolve(name), bytes);
    }

    private static List<Path> filesBelow(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Override
    public void close() throws IOException {
        Path logs = folder("logs");
        List<Path> all;
        try (Stream<Path> walk = Files.walk(root)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            if (!keepLogs || !(path.startsWith(logs) || path.equals(root))) {
                Files.deleteIfExists(path);
            }
        }
        channel.close();
    }
}
