package io.tributary.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A key that nobody vouches for, and its certificate, as PostgreSQL reads them.
 *
 * @param key the file of the private key, readable by its owner alone
 * @param certificate the file of the certificate
 */
record ServerCertificate(Path key, Path certificate) {

  private static final String NAME = "server";
  private static final String PASSWORD = "benchmark";

  /** Makes one. Two files of the directory are overwritten. */
  static ServerCertificate make(Path directory) throws IOException {
    Path store = directory.resolve("server.p12");
    Files.deleteIfExists(store);
    try {
      generate(store);
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(store)) {
        keys.load(in, PASSWORD.toCharArray());
      }
      Path key = directory.resolve("server.key");
      Files.writeString(
          key, pem("PRIVATE KEY", keys.getKey(NAME, PASSWORD.toCharArray()).getEncoded()));
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
      Path certificate = directory.resolve("server.crt");
      Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate(NAME).getEncoded()));
      return new ServerCertificate(key.toAbsolutePath(), certificate.toAbsolutePath());
    } catch (GeneralSecurityException e) {
      throw new IOException("no certificate for PostgreSQL", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the certificate was made", e);
    }
  }

  private static void generate(Path store) throws IOException, InterruptedException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                NAME,
                "-keyalg",
                "RSA",
                "-dname",
                "CN=localhost",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool: " + said);
    }
  }

  private static String pem(String what, byte[] content) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
  }
}
