package dev.wsgateway.bench.contender;

import java.nio.file.Path;

/**
 * Where a contender runs.
 *
 * @param directory for its configuration and logs, of its own
 * @param redisPort of a Redis that nobody else uses
 * @param history whether channels keep one, where the contender can
 * @param protobuf whether clients speak Protobuf, where the contender can
 * @param nodes how many processes serve
 */
public record Ground(Path directory, int redisPort, boolean history, boolean protobuf, int nodes) {}
