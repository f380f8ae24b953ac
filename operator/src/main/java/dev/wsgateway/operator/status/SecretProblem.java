package dev.wsgateway.operator.status;

/**
 * A Secret file that is not there.
 *
 * @param secretExists whether the Secret is there and only the key is not
 */
public record SecretProblem(String secret, String key, boolean secretExists) {
    Reason reason() {
        return secretExists ? Reason.SECRET_KEY_MISSING : Reason.SECRET_MISSING;
    }

    String message() {
        return secretExists
                ? "Secret '" + secret + "' has no key '" + key + "', or it is empty: add it"
                : "Secret '" + secret + "' does not exist: create it with the key '" + key + "'";
    }
}
