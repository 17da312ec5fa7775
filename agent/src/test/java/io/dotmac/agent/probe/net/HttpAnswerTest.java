package io.dotmac.agent.probe.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAnswerTest {
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n";

    @Test
    void bodyIsAsLongAsTheServerSays() throws IOException {
        HttpAnswer answer = read("HTTP/1.1 200 OK\r\nContent-Length:  3 \r\n\r\nabcdef");

        assertThat(answer.protocol()).isEqualTo("http/1.1");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).asString().isEqualTo("abc");
    }

    @Test
    void bodyWithoutLengthEndsWithTheConnection() throws IOException {
        HttpAnswer answer = read("""
                HTTP/1.0 404
                Server: old

                not here""");

        assertThat(answer.protocol()).isEqualTo("http/1.0");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("server")).contains("old");
        assertThat(answer.body()).asString().isEqualTo("not here");
    }

    @Test
    void chunksArePutTogetherAndTrailersLeft() throws IOException {
        HttpAnswer answer = read(CHUNKED + "4;name=value\r\nabcd\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n");

        assertThat(answer.body()).asString().isEqualTo("abcd0123456789");
    }

    @Test
    void interimAnswersComeBeforeTheAnswer() throws IOException {
        HttpAnswer answer = read("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Link")).isEmpty();
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void moreThanAMibIsNotRead() throws IOException {
        String much = "x".repeat(3 << 20);

        assertThat(read("HTTP/1.1 200 OK\r\nContent-Length: " + much.length() + "\r\n\r\n" + much)
                        .body())
                .hasSize(1 << 20);
        assertThat(read("HTTP/1.1 200 OK\r\n\r\n" + much).body()).hasSize(1 << 20);
        assertThat(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n300000\r\n" + much)
                        .body())
                .hasSize(1 << 20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nab"
            })
    void answerThatEndsEarlyIsCut(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "220 mx ready\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 +12 OK\r\n\r\n",
                "HTTP/1.1 099 Low\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno name\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nsix\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-4\r\nabcd\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n"
            })
    void whatIsNoHttpIsTold(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void endlessHeadIsNotReadForEver() {
        assertThatThrownBy(() -> read("HTTP/1.1 200 " + "x".repeat(20_000))).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(300)))
                .isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> read("HTTP/1.1 100 Continue\r\n\r\n".repeat(300)))
                .isInstanceOf(ProtocolException.class);
    }

    private static HttpAnswer read(String text) throws IOException {
        InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
        return HttpAnswer.head(in).withBody(in);
    }
}
