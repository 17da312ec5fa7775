package io.dotmac.console.key;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// One or more strokes one after the other, for example `g n`.
///
/// @param chords at least one
public record Keys(List<Chord> chords) {
    /// Copies the strokes.
    public Keys {
        chords = List.copyOf(chords);
        if (chords.isEmpty()) {
            throw new IllegalArgumentException("keys have no stroke, must have at least one");
        }
    }

    /// Reads strokes parted by blanks; throws [IllegalArgumentException] saying what is wrong.
    public static Keys parse(String text) {
        return new Keys(
                Arrays.stream(text.strip().split(" +")).map(Chord::parse).toList());
    }

    /// Whether `typed` is the beginning of these keys, or all of them.
    public boolean startsWith(List<Chord> typed) {
        return typed.size() <= chords.size() && chords.subList(0, typed.size()).equals(typed);
    }

    /// As it is written in a keymap, and read by [#parse].
    @Override
    public String toString() {
        return chords.stream().map(Chord::toString).collect(Collectors.joining(" "));
    }

    /// As hints show it: single characters stand together, `gn`, `ctrl-k`.
    public String hint() {
        boolean plain = chords.stream().allMatch(chord -> chord.toString().length() == 1);
        return plain ? toString().replace(" ", "") : toString();
    }
}
