package dev.wsgateway.gateway.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.proc.SingleKeyJWSKeySelector;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A public key in PEM (RFC 7468): {@code PUBLIC KEY} or {@code CERTIFICATE}. RSA is for RS256, EC P-256 for ES256. */
final class PublicKeyFile {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final int SHORTEST_RSA_BITS = 2048;

    private PublicKeyFile() {}

    static JWSKeySelector<SecurityContext> selector(byte[] file) {
        PublicKey key = key(file);
        return switch (key) {
            case RSAPublicKey rsa
            when rsa.getModulus().bitLength() >= SHORTEST_RSA_BITS ->
                new SingleKeyJWSKeySelector<>(JWSAlgorithm.RS256, rsa);
            case ECPublicKey ec
            when Curve.P_256.equals(Curve.forECParameterSpec(ec.getParams())) ->
                new SingleKeyJWSKeySelector<>(JWSAlgorithm.ES256, ec);
            default ->
                throw new IllegalArgumentException(
                        "the public key is neither RSA of 2048 bits or more (RS256) nor EC on P-256 (ES256)");
        };
    }

    private static PublicKey key(byte[] file) {
        Matcher pem = PEM.matcher(new String(file, US_ASCII));
        if (!pem.find()) {
            throw new IllegalArgumentException("the public key is no PEM: it begins with -----BEGIN PUBLIC KEY-----");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
            return switch (pem.group(1)) {
                case "PUBLIC KEY" -> publicKey(der);
                case "CERTIFICATE" ->
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der))
                            .getPublicKey();
                default ->
                    throw new IllegalArgumentException("the file holds a " + pem.group(1)
                            + ": write a PUBLIC KEY, as openssl pkey -pubout makes it");
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the public key can't be read: " + e.getMessage(), e);
        }
    }

    private static PublicKey publicKey(byte[] der) throws GeneralSecurityException {
        X509EncodedKeySpec spec = new X509EncodedKeySpec(der);
        try {
            return KeyFactory.getInstance("RSA").generatePublic(spec);
        } catch (GeneralSecurityException noRsa) {
            return KeyFactory.getInstance("EC").generatePublic(spec);
        }
    }
}
