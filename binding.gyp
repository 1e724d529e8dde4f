{
  # The build is defined once, in CMakeLists.txt. This file only lets node-gyp start that build and find
  # what it made.
  "targets": [{
    "target_name": "tinystories_cmake",
    "type": "none",
    "actions": [{
      "action_name": "cmake",
      "inputs": ["CMakeLists.txt", "scripts/build-native.mjs"],
      "outputs": ["<(PRODUCT_DIR)/tinystories.node"],
      "action": ["node", "scripts/build-native.mjs", "--config", "<(CONFIGURATION_NAME)"]
    }]
  }]
}
