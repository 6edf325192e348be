#!/bin/sh
echo "warning from script" >&2
case "$1" in
--list) cat <<X
{"web": {"hosts": ["s1", "s2"], "vars": {"a": 1, "t": "{{ x }}"}, "children": ["inner"]},
 "inner": ["s3"], "empty": [], "old": {"b": true}, "all": {"vars": {"v": [1, null, "x"]}},
 "_meta": {"hostvars": {"s1": {"c": {"d": 1.5}}, "s9": {"never": 1}}}}
X
;;
*) exit 1;;
esac
