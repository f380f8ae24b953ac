package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a backend is called over TLS. */
public enum HttpScheme {
    /** Without TLS. */
    @JsonProperty("http")
    HTTP,

    /** Over TLS. */
    @JsonProperty("https")
    HTTPS;

    /** As it stands in a URL. */
    public String text() {
        return this == HTTP ? "http" : "https";
    }
}
