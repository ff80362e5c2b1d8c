package dev.headgate.operator.sink;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.jse.JsePlatform;

/**
 * The health that Argo CD reads in a resource by the script that is shipped: it is run, as there,
 * with the resource as {@code obj}, and returns {@code status} and {@code message}.
 */
record ArgoHealth(String status, String message) {

  private static final Path SCRIPT = Path.of("../helm/gitops/argocd/health.lua");

  static ArgoHealth of(JsonNode resource) {
    Globals lua = JsePlatform.standardGlobals();
    lua.set("obj", value(resource));
    var result = lua.load(script(), SCRIPT.toString()).call();
    return new ArgoHealth(
        result.get("status").checkjstring(), result.get("message").checkjstring());
  }

  private static String script() {
    try {
      return Files.readString(SCRIPT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As Lua has it; null is left out of a table, as it is in Argo CD. */
  private static LuaValue value(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        var table = new LuaTable();
        node.properties().forEach(field -> table.set(field.getKey(), value(field.getValue())));
        yield table;
      }
      case ARRAY -> {
        var table = new LuaTable();
        for (int i = 0; i < node.size(); i++) {
          table.set(i + 1, value(node.get(i)));
        }
        yield table;
      }
      case STRING -> LuaValue.valueOf(node.asText());
      case NUMBER -> LuaValue.valueOf(node.asDouble());
      case BOOLEAN -> LuaValue.valueOf(node.asBoolean());
      case NULL, MISSING -> LuaValue.NIL;
      case BINARY, POJO -> throw new IllegalArgumentException("JSON has no " + node.getNodeType());
    };
  }
}
