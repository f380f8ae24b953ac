package dev.wsgateway.operator.validation;

/**
 * One thing that is wrong with a document.
 *
 * @param path where, such as {@code spec.channels[1].namespace}
 * @param message what is wrong there, and what to write instead
 */
public record Problem(String path, String message) {
    @Override
    public String toString() {
        return path + ": " + message;
    }
}
