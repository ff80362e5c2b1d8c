package dev.headgate.testkit.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {

  private final ServerSocket server = HeldPort.bindAny();
  private final TcpProxy proxy = TcpProxy.to(HeldPort.HOST, server.getLocalPort());

  @AfterEach
  void close() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  void bytesGoBothWaysAndSoDoesTheEnd() throws Exception {
    try (Socket client = connect();
        Socket accepted = server.accept()) {
      send(client, "request");
      assertThat(receive(accepted, 7)).isEqualTo("request");
      send(accepted, "answer");
      assertThat(receive(client, 6)).isEqualTo("answer");

      client.shutdownOutput();
      assertThat(accepted.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aFrozenDirectionKeepsBytesUntilItIsHealedWhileTheOtherGoesOn() throws Exception {
    try (Socket client = connect();
        Socket accepted = server.accept()) {
      proxy.freeze(Direction.TO_CLIENT);
      send(accepted, "answer");
      await().until(() -> proxy.isHolding(Direction.TO_CLIENT));
      send(client, "request");

      assertThat(receive(accepted, 7)).isEqualTo("request");
      client.setSoTimeout(50);
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);

      proxy.heal();
      client.setSoTimeout(0);
      assertThat(receive(client, 6)).isEqualTo("answer");
      assertThat(proxy.isHolding(Direction.TO_CLIENT)).isFalse();
    }
  }

  @Test
  void aFrozenDirectionHidesThatTheSenderIsGone() throws Exception {
    try (Socket client = connect();
        Socket accepted = server.accept()) {
      proxy.freeze(Direction.TO_CLIENT);
      accepted.close();
      await().until(() -> proxy.isHolding(Direction.TO_CLIENT));
      client.setSoTimeout(50);
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);

      proxy.heal();
      client.setSoTimeout(0);
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aClientThatSendsToALostServerIsNotToldWhileAnswersAreFrozen() throws Exception {
    try (Socket client = connect()) {
      Socket accepted = server.accept();
      send(client, "hello");
      assertThat(receive(accepted, 5)).isEqualTo("hello");
      proxy.freeze(Direction.TO_CLIENT);
      Pump.reset(accepted);
      await().until(() -> proxy.isHolding(Direction.TO_CLIENT));
      send(client, "request");
      send(client, "request");
      client.setSoTimeout(50);
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);

      proxy.heal();
      client.setSoTimeout(0);
      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aCutLosesWhatWasKeptAndRefusesUntilHealed() throws Exception {
    try (Socket client = connect();
        Socket accepted = server.accept()) {
      proxy.freeze(Direction.TO_CLIENT);
      send(accepted, "answer");
      await().until(() -> proxy.isHolding(Direction.TO_CLIENT));

      proxy.cut();

      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(IOException.class);
      try (Socket refused = connect()) {
        assertThatThrownBy(() -> refused.getInputStream().read()).isInstanceOf(IOException.class);
      }
    }
    proxy.heal();
    try (Socket client = connect();
        Socket accepted = server.accept()) {
      send(accepted, "hello");
      assertThat(receive(client, 5)).isEqualTo("hello");
    }
  }

  @Test
  void aServerThatIsDownResetsTheClient() throws Exception {
    server.close();

    try (Socket client = connect()) {
      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
    }
  }

  private Socket connect() throws IOException {
    return new Socket(proxy.host(), proxy.port());
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String receive(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
  }
}
