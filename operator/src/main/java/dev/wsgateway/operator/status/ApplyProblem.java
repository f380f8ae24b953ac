package dev.wsgateway.operator.status;

/**
 * An object that could not be applied.
 *
 * @param object kind and name
 * @param taken whether an object of that name belongs to somebody else
 * @param refused whether the API server refused it for good (HTTP 4xx), so that trying again does not help
 * @param message what the API server said
 */
public record ApplyProblem(String object, boolean taken, boolean refused, String message) {
    Reason reason() {
        return taken ? Reason.NAME_TAKEN : Reason.APPLY_FAILED;
    }
}
