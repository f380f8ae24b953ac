package dev.wsgateway.gateway.delivery;

import dev.wsgateway.gateway.settings.SecretFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * HTTP clients, each with connections that are kept alive: one that trusts whom the Java runtime trusts, and one for each
 * file of certificates, made anew when that changes. Any thread.
 */
final class HttpClients implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final String DEFAULT = "";

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Versioned> clients = new HashMap<>();

    private record Versioned(String version, HttpClient client) {}

    /**
     * The client that trusts a file of certificates.
     *
     * @param caFile null for those of the Java runtime
     * @throws IllegalArgumentException when the file is missing, or holds no certificates
     */
    synchronized HttpClient of(@Nullable String caFile, SecretFiles secrets) {
        String name = caFile == null ? DEFAULT : caFile;
        String version = secrets.versions().getOrDefault(name, "");
        Versioned there = clients.get(name);
        if (there != null && there.version().equals(version)) {
            return there.client();
        }
        HttpClient.Builder builder = HttpClient.newBuilder()
                .executor(executor)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER);
        if (caFile != null) {
            builder.sslContext(trusting(secrets.get(caFile), caFile));
        }
        HttpClient fresh = builder.build();
        if (there != null) {
            // Lets calls that are under way end.
            there.client().shutdown();
        }
        clients.put(name, new Versioned(version, fresh));
        return fresh;
    }

    private static SSLContext trusting(byte @Nullable [] pem, String caFile) {
        if (pem == null) {
            throw new IllegalArgumentException("the file " + caFile + " of certificates is missing");
        }
        try {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException("the file " + caFile + " holds no certificates in PEM");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    "the file " + caFile + " holds no certificates in PEM: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        clients.values().forEach(one -> one.client().shutdownNow());
        executor.shutdownNow();
    }
}
