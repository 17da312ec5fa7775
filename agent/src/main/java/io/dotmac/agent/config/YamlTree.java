package io.dotmac.agent.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/// Reads YAML as a tree of texts, each as it is written: a password `007` is no number.
///
/// By the parser alone: a mapper around it, which knows numbers, dates and classes, would take a third of the time
/// until
/// the first target is checked.
final class YamlTree {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");
    private static final int MAX_DEPTH = 32;

    private final ParserImpl parser;

    private YamlTree(String text) {
        parser = new ParserImpl(new StreamReader(text), new LoaderOptions());
    }

    /// Why a text cannot be read, with the line where that is known.
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        private Unreadable(Mark at, String what) {
            super("line " + (at.getLine() + 1) + ": " + what);
        }

        private Unreadable(String what) {
            super(what);
        }
    }

    /// The only document in `text`, a missing node where there is none.
    static JsonNode read(String text) throws Unreadable {
        try {
            return new YamlTree(text).document();
        } catch (MarkedYAMLException e) {
            throw e.getProblemMark() == null
                    ? new Unreadable(e.getProblem())
                    : new Unreadable(e.getProblemMark(), e.getProblem());
        } catch (YAMLException e) {
            throw new Unreadable(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    static ObjectNode object() {
        return NODES.objectNode();
    }

    static ArrayNode array() {
        return NODES.arrayNode();
    }

    private JsonNode document() throws Unreadable {
        // Begins the stream.
        parser.getEvent();
        if (!(parser.getEvent() instanceof DocumentStartEvent)) {
            return MissingNode.getInstance();
        }
        JsonNode tree = value(parser.getEvent(), 0);
        // Ends the document.
        parser.getEvent();
        if (!(parser.peekEvent() instanceof StreamEndEvent)) {
            throw new Unreadable(parser.peekEvent().getStartMark(), "a second document begins, but only one is read");
        }
        return tree.isNull() ? MissingNode.getInstance() : tree;
    }

    private JsonNode value(Event event, int depth) throws Unreadable {
        if (depth > MAX_DEPTH) {
            throw new Unreadable(event.getStartMark(), "deeper than " + MAX_DEPTH + " levels");
        }
        if (event instanceof ScalarEvent scalar) {
            boolean nothing = scalar.isPlain() && NOTHING.contains(scalar.getValue());
            return nothing ? NODES.nullNode() : NODES.textNode(scalar.getValue());
        }
        if (event instanceof AliasEvent alias) {
            throw new Unreadable(
                    event.getStartMark(), "*" + alias.getAnchor() + " stands for another part; write that part out");
        }
        return event instanceof MappingStartEvent ? mapping(depth) : sequence(depth);
    }

    private ObjectNode mapping(int depth) throws Unreadable {
        ObjectNode object = object();
        for (Event next = parser.getEvent(); !(next instanceof MappingEndEvent); next = parser.getEvent()) {
            if (!(next instanceof ScalarEvent key)) {
                throw new Unreadable(next.getStartMark(), "a key must be one word");
            }
            if (object.has(key.getValue())) {
                throw new Unreadable(next.getStartMark(), key.getValue() + " is there twice");
            }
            object.set(key.getValue(), value(parser.getEvent(), depth + 1));
        }
        return object;
    }

    private ArrayNode sequence(int depth) throws Unreadable {
        ArrayNode array = array();
        for (Event next = parser.getEvent(); !(next instanceof SequenceEndEvent); next = parser.getEvent()) {
            array.add(value(next, depth + 1));
        }
        return array;
    }
}
