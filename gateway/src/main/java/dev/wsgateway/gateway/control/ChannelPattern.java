package dev.wsgateway.gateway.control;

import java.util.function.Predicate;

/**
 * A pattern of channel names: {@code *} stands for any characters, {@code ?} for one; an empty pattern matches all. The
 * time of a match grows with the product of the lengths at most.
 */
record ChannelPattern(String pattern) implements Predicate<String> {

    @Override
    public boolean test(String channel) {
        return pattern.isEmpty() || matches(channel);
    }

    // Greedy with one place to come back to: the last star may always swallow one character more.
    private boolean matches(String channel) {
        int p = 0;
        int c = 0;
        int star = -1;
        int resume = 0;
        while (c < channel.length()) {
            char wanted = p < pattern.length() ? pattern.charAt(p) : 0;
            if (wanted == '*') {
                star = p++;
                resume = c;
            } else if (p < pattern.length() && (wanted == '?' || wanted == channel.charAt(c))) {
                p++;
                c++;
            } else if (star >= 0) {
                p = star + 1;
                c = ++resume;
            } else {
                return false;
            }
        }
        return pattern.substring(p).chars().allMatch(rest -> rest == '*');
    }
}
