package dev.wsgateway.demo;

import java.time.Duration;

/**
 * What a replica works on.
 *
 * @param key Redis key of the stream
 * @param group consumer group, shared by all replicas
 * @param replica name of this replica, its own within the group: a pod's name
 * @param channel channel that each result is published to
 * @param abandonedAfter when an entry that a replica took and did not acknowledge goes to another; longer than the
 *     longest that processing takes
 */
record OrderWork(String key, String group, String replica, String channel, Duration abandonedAfter) {}
