package dev.headgate.cli.view;

import java.util.ArrayList;
import java.util.List;

/** A line with lines below it, drawn as a tree. */
final class Node {

  private final String text;
  private final List<Node> below = new ArrayList<>();

  Node(String text) {
    this.text = text;
  }

  Node add(String child) {
    return add(new Node(child));
  }

  /** The child, so that it can get its own. */
  Node add(Node child) {
    below.add(child);
    return child;
  }

  /** Each line ends with a line break. */
  String drawn() {
    var drawing = new StringBuilder();
    draw(drawing, "", "");
    return drawing.toString();
  }

  private void draw(StringBuilder drawing, String first, String rest) {
    var lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      drawing.append(i == 0 ? first : rest + (below.isEmpty() ? "  " : "│ "));
      drawing.append(lines.get(i).stripTrailing()).append('\n');
    }
    for (int i = 0; i < below.size(); i++) {
      boolean last = i == below.size() - 1;
      below.get(i).draw(drawing, rest + (last ? "└─ " : "├─ "), rest + (last ? "   " : "│  "));
    }
  }
}
