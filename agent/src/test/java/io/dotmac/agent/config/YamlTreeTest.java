package io.dotmac.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class YamlTreeTest {
    @Test
    void whatIsWrittenIsReadAsItIsWritten() throws Exception {
        JsonNode tree = YamlTree.read("{a: 007, b: 1e3, c: 1_000, d: yes, e: '~', f: ~, g: , h: [x, '']}");

        assertThat(tree).hasToString("""
                {"a":"007","b":"1e3","c":"1_000","d":"yes","e":"~","f":null,"g":null,"h":["x",""]}""");
    }

    @Test
    void textWithoutAnythingIsMissing() throws Exception {
        assertThat(YamlTree.read("").isMissingNode()).isTrue();
        assertThat(YamlTree.read("# nothing yet\n").isMissingNode()).isTrue();
        assertThat(YamlTree.read("---\n~").isMissingNode()).isTrue();
    }

    @Test
    void whatWouldSilentlyBeLostIsRefusedWithItsLine() {
        refused("a: 1\n---\nb: 2", "line 2: a second document begins, but only one is read");
        refused("a: 1\nb: 2\na: 3", "line 3: a is there twice");
        refused("a: &x {b: 1}\nc: *x", "line 2: *x stands for another part; write that part out");
        refused("? [a]\n: 1", "line 1: a key must be one word");
    }

    @Test
    void brokenTextSaysWhere() {
        refused("a: 1\nb: [", "line 2: expected the node content, but found '<stream end>'");
        refused("a: \u0001", "special characters are not allowed");
        refused("[".repeat(60_000), "line 1: deeper than 32 levels");
    }

    private static void refused(String text, String why) {
        assertThatThrownBy(() -> YamlTree.read(text))
                .isInstanceOf(YamlTree.Unreadable.class)
                .hasMessage(why);
    }
}
